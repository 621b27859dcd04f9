package io.deputy.issuer.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.Bytes;
import io.deputy.capability.Rights;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From the tree of a directory file to a {@link Directory}. */
final class DirectoryReader {
  /** No delegation outlives a week: a longer one wants a user who is asked again. */
  private static final Duration MAX_LIFETIME = Duration.ofDays(7);

  private final boolean development;

  DirectoryReader(boolean development) {
    this.development = development;
  }

  Directory read(JsonNode root, String canonical, Bytes digest) throws DirectoryInvalid {
    Section top = Section.of("", root);
    Map<String, UserIssuer> issuers = new LinkedHashMap<>();
    for (Section section : top.sections("issuers")) {
      UserIssuer issuer = new IssuerSection(section, development).read();
      putNew(issuers, issuer.issuer(), issuer, section, "issuer");
    }
    refuseSecondIntrospection(top, issuers);
    Map<String, Rights> scopes = scopes(top);
    List<Grant> grants = new ArrayList<>();
    List<Section> grantSections = top.sections("grants");
    for (Section section : grantSections) {
      grants.add(grant(section, issuers));
    }
    BreakGlass breakGlass = BreakGlass.read(top, grantSections, grants);
    Map<String, Agent> agents = new LinkedHashMap<>();
    List<Section> agentSections = top.sections("agents");
    for (Section section : agentSections) {
      Agent agent = agent(section);
      putNew(agents, agent.id(), agent, section, "id");
    }
    refuseUnknownDelegates(agentSections, agents);
    refuseSharedKeys(agentSections, agents);
    Map<String, Gateway> gateways = new LinkedHashMap<>();
    for (Section section : top.sections("gateways")) {
      Gateway gateway = gateway(section);
      putNew(gateways, gateway.id(), gateway, section, "id");
      refuseAgents(gateway, section, agents);
    }
    Optional<OperatorTokens> operators = operators(top, issuers);
    Map<String, PublicKeys> trustDomains = new TrustDomains(development).read(top);
    TrustDomains.refuseUnknownIds(agentSections, agents.values(), trustDomains.keySet());
    top.end();
    return new Directory(
        digest,
        canonical,
        issuers,
        scopes,
        grants,
        breakGlass,
        agents,
        gateways,
        operators,
        trustDomains);
  }

  private static Optional<OperatorTokens> operators(Section top, Map<String, UserIssuer> issuers)
      throws DirectoryInvalid {
    Optional<JsonNode> node = top.node("operators");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Section section = Section.of("operators", node.get());
    OperatorTokens operators = new OperatorTokens(section.text("issuer"), section.text("audience"));
    section.end();
    if (!issuers.containsKey(operators.issuer())) {
      throw section.invalid("issuer", "\"" + operators.issuer() + "\" is not among the issuers");
    }
    if (issuers.values().stream().anyMatch(i -> i.audience().equals(operators.audience()))) {
      throw section.invalid(
          "audience", "must differ from users' tokens': agents are handed those; choose another");
    }
    return Optional.of(operators);
  }

  private static <V> void putNew(
      Map<String, V> map, String name, V value, Section section, String field)
      throws DirectoryInvalid {
    if (map.put(name, value) != null) {
      throw section.invalid(field, "\"" + name + "\" is listed twice");
    }
  }

  /** Nothing in an opaque token says whose it is, and nobody is asked about tokens of others. */
  private static void refuseSecondIntrospection(Section top, Map<String, UserIssuer> issuers)
      throws DirectoryInvalid {
    if (issuers.values().stream().filter(i -> i.introspection().isPresent()).count() > 1) {
      throw top.invalid(
          "issuers", "only one may have introspection: opaque tokens do not say whose they are");
    }
  }

  private static Map<String, Rights> scopes(Section top) throws DirectoryInvalid {
    Map<String, Rights> scopes = new LinkedHashMap<>();
    Optional<JsonNode> node = top.node("scopes");
    if (node.isPresent()) {
      Section section = Section.of("scopes", node.get());
      for (String name : section.names()) {
        if (!name.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]+") || name.startsWith("deputy:")) {
          throw section.invalid(name, "is not a scope name that can be defined here");
        }
        scopes.put(name, section.rights(name));
      }
    }
    return scopes;
  }

  private static Grant grant(Section section, Map<String, UserIssuer> issuers)
      throws DirectoryInvalid {
    Section to = Section.of(section.at("to"), section.require("to"));
    String issuer = grantIssuer(to, issuers);
    Optional<String> user = to.optionalText("user");
    Optional<String> group = to.optionalText("group");
    Optional<String> role = to.optionalText("role");
    to.end();
    if (user.stream().count() + group.stream().count() + role.stream().count() != 1) {
      throw section.invalid("to", "must name one of user, group, role");
    }
    Grant.Grantee grantee =
        user.<Grant.Grantee>map(u -> new Grant.ToUser(new User(issuer, u)))
            .or(() -> group.map(g -> new Grant.ToGroup(issuer, g)))
            .orElseGet(() -> new Grant.ToRole(issuer, role.orElseThrow()));
    Grant grant = new Grant(grantee, section.rights("rights"), section.flag("break_glass"));
    section.end();
    return grant;
  }

  /** The issuer may stay unsaid only while there is but one: a name means nothing without it. */
  private static String grantIssuer(Section to, Map<String, UserIssuer> issuers)
      throws DirectoryInvalid {
    Optional<String> named = to.optionalText("issuer");
    if (named.isPresent() && !issuers.containsKey(named.get())) {
      throw to.invalid("issuer", "\"" + named.get() + "\" is not among the issuers");
    }
    if (named.isEmpty() && issuers.size() != 1) {
      throw to.invalid("issuer", "is missing; say which of the issuers vouches for this name");
    }
    return named.orElseGet(() -> issuers.keySet().iterator().next());
  }

  private Agent agent(Section section) throws DirectoryInvalid {
    ClientMethod method = new MethodSection(section, development).read();
    Agent agent =
        new Agent(
            section.text("id"),
            agentKeys(section, method),
            method,
            section.rights("ceiling"),
            section.texts("may_delegate_to"),
            section.number("max_depth", 0, Agent.HIGHEST_HOP, Agent.HIGHEST_HOP),
            section.duration("max_lifetime", MAX_LIFETIME),
            section.flag("bearer"),
            section.optionalText("spiffe_id"),
            section.flag("disabled"));
    section.end();
    return agent;
  }

  /** Whoever authenticates with a certificate by its name can do without registered keys. */
  private PublicKeys agentKeys(Section section, ClientMethod method) throws DirectoryInvalid {
    return method instanceof ClientMethod.Tls ? optionalKeys(section) : keys(section);
  }

  private PublicKeys optionalKeys(Section section) throws DirectoryInvalid {
    return section.node("keys").isEmpty() ? new PublicKeys(List.of()) : keys(section);
  }

  private PublicKeys keys(Section section) throws DirectoryInvalid {
    try {
      return PublicKeys.own(section.require("keys"), development);
    } catch (IllegalArgumentException e) {
      throw section.invalid("keys", e.getMessage());
    }
  }

  private Gateway gateway(Section section) throws DirectoryInvalid {
    Gateway gateway =
        new Gateway(
            section.text("id"),
            section.texts("guards"),
            optionalKeys(section),
            new MethodSection(section, development).read());
    section.end();
    return gateway;
  }

  private static void refuseUnknownDelegates(List<Section> sections, Map<String, Agent> agents)
      throws DirectoryInvalid {
    int at = 0;
    for (Agent agent : agents.values()) {
      for (String delegate : agent.delegates()) {
        if (!agents.containsKey(delegate)) {
          throw sections
              .get(at)
              .invalid("may_delegate_to", "\"" + delegate + "\" is not among the agents");
        }
      }
      at++;
    }
  }

  /** Gateways authenticate like agents: by name and key, and neither may be another's. */
  private static void refuseAgents(Gateway gateway, Section section, Map<String, Agent> agents)
      throws DirectoryInvalid {
    if (agents.containsKey(gateway.id())) {
      throw section.invalid("id", "an agent is called \"" + gateway.id() + "\"; choose another");
    }
    for (PublicJwk key : gateway.keys().keys()) {
      for (Agent agent : agents.values()) {
        if (agent.keys().withThumbprint(key.thumbprint()).isPresent()) {
          throw section.invalid("keys", "the agent \"" + agent.id() + "\" has the same key");
        }
      }
    }
  }

  /** Whoever proves a key is its agent; two agents with one key would be each other. */
  private static void refuseSharedKeys(List<Section> sections, Map<String, Agent> agents)
      throws DirectoryInvalid {
    Map<Thumbprint, String> owners = new HashMap<>();
    int at = 0;
    for (Agent agent : agents.values()) {
      for (PublicJwk key : agent.keys().keys()) {
        String owner = owners.putIfAbsent(key.thumbprint(), agent.id());
        if (owner != null) {
          throw sections.get(at).invalid("keys", "\"" + owner + "\" has the same key");
        }
      }
      at++;
    }
  }
}
