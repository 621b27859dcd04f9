package io.deputy.issuer.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.capability.Rights;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.User;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** From JSON to a {@link Directory}: all of it is valid, or none of it is used. */
public final class DirectoryReader {
  /** No delegation outlives a week: a longer one wants a user who is asked again. */
  private static final Duration MAX_LIFETIME = Duration.ofDays(7);

  /** What can stand in a URL as it is. */
  private static final Pattern GRANT_ID = Pattern.compile("[A-Za-z0-9._:@-]{1,64}");

  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

  private static final ObjectMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final boolean development;

  /**
   * @param development whether keys labelled as development keys will do
   */
  public DirectoryReader(boolean development) {
    this.development = development;
  }

  /**
   * Reads a directory whose files are resolved.
   *
   * @throws DirectoryInvalid with everything that is wrong with it
   */
  public Directory read(JsonNode root) throws DirectoryInvalid {
    return read(root, "", Lines.NONE);
  }

  /**
   * Reads a directory from its canonical JSON.
   *
   * @throws DirectoryInvalid if it is not one, to this version of the service
   */
  public Directory readCanonical(String json) throws DirectoryInvalid {
    // Its name is the digest of these very bytes, however they would be written today.
    return read(tree(json)).writtenAs(json);
  }

  /**
   * A JSON text as a tree.
   *
   * @throws DirectoryInvalid if it is not JSON, or names a member twice
   */
  public static JsonNode tree(String json) throws DirectoryInvalid {
    try {
      return PublicKeys.tree(json);
    } catch (IllegalArgumentException e) {
      throw DirectoryInvalid.of("", OptionalInt.empty(), "it " + e.getMessage());
    }
  }

  Directory read(JsonNode given, String file, Lines lines) throws DirectoryInvalid {
    Problems problems = new Problems(file, lines);
    JsonNode root = given.deepCopy();
    if (root instanceof ObjectNode object) {
      GrantIds.complete(object);
    }
    Section top = Section.root(root, problems);
    Map<String, UserIssuer> issuers = issuers(top);
    Map<String, Rights> scopes = scopes(top);
    List<Grant> grants = grants(top, issuers);
    BreakGlass breakGlass = BreakGlass.read(top);
    Map<String, PublicKeys> trustDomains = new TrustDomains(development).read(top);
    Map<String, Agent> agents = agents(top, trustDomains.keySet());
    Map<String, Gateway> gateways = gateways(top, agents);
    Optional<OperatorTokens> operators = operators(top, issuers);
    top.end();
    problems.requireNone();
    String canonical = canonical(root);
    return new Directory(
        Directory.digestOf(canonical),
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

  private static String canonical(JsonNode root) {
    try {
      return CANONICAL.writeValueAsString(CANONICAL.treeToValue(root, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** Adds what has a name; what lacks one was reported already. */
  private static <V> void putNew(
      Map<String, V> map, String name, V value, Section section, String field) {
    if (!name.isEmpty() && map.putIfAbsent(name, value) != null) {
      section.report(field, "\"" + name + "\" is listed twice");
    }
  }

  private Map<String, UserIssuer> issuers(Section top) {
    Map<String, UserIssuer> issuers = new LinkedHashMap<>();
    for (Section section : top.sections("issuers")) {
      UserIssuer issuer = new IssuerSection(section, development).read();
      putNew(issuers, issuer.issuer(), issuer, section, "issuer");
    }
    // Nothing in an opaque token says whose it is, and nobody is asked about tokens of others.
    if (issuers.values().stream().filter(i -> i.introspection().isPresent()).count() > 1) {
      top.report(
          "issuers", "only one may have introspection: opaque tokens do not say whose they are");
    }
    return issuers;
  }

  private static Map<String, Rights> scopes(Section top) {
    Map<String, Rights> scopes = new LinkedHashMap<>();
    if (top.node("scopes").isPresent()) {
      Section section = top.section("scopes");
      for (String name : section.names()) {
        if (!SCOPE.matcher(name).matches() || name.startsWith("deputy:")) {
          section.report(name, "is not a scope name that can be defined here");
        }
        scopes.put(name, section.rights(name));
      }
    }
    return scopes;
  }

  private static List<Grant> grants(Section top, Map<String, UserIssuer> issuers) {
    Map<String, Grant> grants = new LinkedHashMap<>();
    for (Section section : top.sections("grants")) {
      String id = section.optionalText("id").orElse("");
      if (!id.isEmpty() && !GRANT_ID.matcher(id).matches()) {
        section.report("id", "\"" + id + "\" has other characters than letters, digits and ._:@-");
      }
      Optional<Grant.Grantee> to = grantee(section, issuers);
      Rights rights = section.rights("rights");
      boolean breakGlass = section.flag("break_glass");
      if (breakGlass && top.node("break_glass").isEmpty()) {
        section.report(
            "break_glass", "nothing is marked; list it under \"break_glass\" at the top");
      }
      section.end();
      to.ifPresent(t -> putNew(grants, id, new Grant(id, t, rights, breakGlass), section, "id"));
    }
    return List.copyOf(grants.values());
  }

  private static Optional<Grant.Grantee> grantee(Section section, Map<String, UserIssuer> issuers) {
    Section to = section.section("to");
    Optional<String> issuer = grantIssuer(to, issuers);
    Optional<String> user = to.optionalText("user");
    Optional<String> group = to.optionalText("group");
    Optional<String> role = to.optionalText("role");
    to.end();
    if (user.stream().count() + group.stream().count() + role.stream().count() != 1) {
      to.reportSelf("must name one of user, group, role");
      return Optional.empty();
    }
    return issuer.map(
        i ->
            user.<Grant.Grantee>map(u -> new Grant.ToUser(new User(i, u)))
                .or(() -> group.map(g -> new Grant.ToGroup(i, g)))
                .orElseGet(() -> new Grant.ToRole(i, role.orElseThrow())));
  }

  /** The issuer may stay unsaid only while there is but one: a name means nothing without it. */
  private static Optional<String> grantIssuer(Section to, Map<String, UserIssuer> issuers) {
    Optional<String> named = to.optionalText("issuer");
    if (named.isPresent()) {
      return requireIssuer(to, named.get(), issuers);
    }
    if (issuers.size() != 1) {
      to.report("issuer", "is missing; say which of the issuers vouches for this name");
      return Optional.empty();
    }
    return Optional.of(issuers.keySet().iterator().next());
  }

  private static Optional<String> requireIssuer(
      Section section, String name, Map<String, UserIssuer> issuers) {
    if (issuers.containsKey(name)) {
      return Optional.of(name);
    }
    if (!name.isEmpty()) {
      section.report("issuer", "\"" + name + "\" is not among the issuers");
    }
    return Optional.empty();
  }

  private Map<String, Agent> agents(Section top, Set<String> trustDomains) {
    Map<String, Agent> agents = new LinkedHashMap<>();
    Map<Agent, Section> sections = new LinkedHashMap<>();
    for (Section section : top.sections("agents")) {
      Agent agent = agent(section);
      putNew(agents, agent.id(), agent, section, "id");
      sections.put(agent, section);
    }
    sections.forEach((agent, section) -> reportUnknownDelegates(agent, section, agents));
    reportSharedKeys(sections);
    TrustDomains.reportUnknownIds(sections, trustDomains);
    return agents;
  }

  private Agent agent(Section section) {
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
  private PublicKeys agentKeys(Section section, ClientMethod method) {
    return method instanceof ClientMethod.Tls ? optionalKeys(section) : keys(section);
  }

  private PublicKeys optionalKeys(Section section) {
    return section.node("keys").isEmpty() ? new PublicKeys(List.of()) : keys(section);
  }

  private PublicKeys keys(Section section) {
    Optional<JsonNode> jwks = section.require("keys");
    try {
      if (jwks.isPresent()) {
        return PublicKeys.own(jwks.get(), development);
      }
    } catch (IllegalArgumentException e) {
      section.report("keys", e.getMessage());
    }
    return new PublicKeys(List.of());
  }

  private static void reportUnknownDelegates(
      Agent agent, Section section, Map<String, Agent> agents) {
    for (String delegate : agent.delegates()) {
      if (!delegate.isEmpty() && !agents.containsKey(delegate)) {
        String meant =
            Nearest.to(delegate, agents.keySet())
                .map(m -> "; did you mean \"" + m + "\"?")
                .orElse("");
        section.report("may_delegate_to", "\"" + delegate + "\" is not among the agents" + meant);
      }
    }
  }

  /** Gateways authenticate like agents: by name and key, and neither may be another's. */
  private static void reportAgents(Gateway gateway, Section section, Map<String, Agent> agents) {
    if (agents.containsKey(gateway.id())) {
      section.report("id", "\"" + gateway.id() + "\" is an agent's name; choose another");
    }
    for (PublicJwk key : gateway.keys().keys()) {
      for (Agent agent : agents.values()) {
        if (agent.keys().withThumbprint(key.thumbprint()).isPresent()) {
          section.report("keys", "hold a key that the agent \"" + agent.id() + "\" has too");
        }
      }
    }
  }

  /** Whoever proves a key is its agent; two agents with one key would be each other. */
  private static void reportSharedKeys(Map<Agent, Section> sections) {
    Map<Thumbprint, String> owners = new HashMap<>();
    sections.forEach(
        (agent, section) -> {
          for (PublicJwk key : agent.keys().keys()) {
            String owner = owners.putIfAbsent(key.thumbprint(), agent.id());
            if (owner != null) {
              section.report("keys", "hold a key that \"" + owner + "\" has too");
              return;
            }
          }
        });
  }

  private Map<String, Gateway> gateways(Section top, Map<String, Agent> agents) {
    Map<String, Gateway> gateways = new LinkedHashMap<>();
    for (Section section : top.sections("gateways")) {
      Gateway gateway =
          new Gateway(
              section.text("id"),
              section.texts("guards"),
              optionalKeys(section),
              new MethodSection(section, development).read());
      section.end();
      putNew(gateways, gateway.id(), gateway, section, "id");
      reportAgents(gateway, section, agents);
    }
    return gateways;
  }

  private static Optional<OperatorTokens> operators(Section top, Map<String, UserIssuer> issuers) {
    if (top.node("operators").isEmpty()) {
      return Optional.empty();
    }
    Section section = top.section("operators");
    OperatorTokens operators = new OperatorTokens(section.text("issuer"), section.text("audience"));
    section.end();
    requireIssuer(section, operators.issuer(), issuers);
    if (issuers.values().stream().anyMatch(i -> i.audience().equals(operators.audience()))) {
      section.report(
          "audience", "must differ from users' tokens': agents are handed those; choose another");
    }
    return Optional.of(operators);
  }
}
