package io.deputy.issuer.directory;

import io.deputy.Bytes;
import io.deputy.capability.Capability;
import io.deputy.capability.Rights;
import io.deputy.chain.Hop;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One version of everything that an operator decides. What is not in it does not exist.
 *
 * @param digest SHA-256 of {@code canonical}; names the version
 * @param canonical the content as JSON, members sorted, files resolved: what an auditor replays
 *     with
 * @param issuers by their name
 * @param scopes by their name
 * @param grants what users may have
 * @param breakGlass what takes a grant that says so, and a purpose
 * @param agents by their id
 * @param gateways by their id
 * @param operators whose tokens are operators'; without it nobody is one
 * @param trustDomains the keys of SPIFFE trust domains, by their name
 */
public record Directory(
    Bytes digest,
    String canonical,
    Map<String, UserIssuer> issuers,
    Map<String, Rights> scopes,
    List<Grant> grants,
    BreakGlass breakGlass,
    Map<String, Agent> agents,
    Map<String, Gateway> gateways,
    Optional<OperatorTokens> operators,
    Map<String, PublicKeys> trustDomains) {
  public Directory {
    Objects.requireNonNull(digest);
    Objects.requireNonNull(canonical);
    issuers = Map.copyOf(issuers);
    scopes = Map.copyOf(scopes);
    grants = List.copyOf(grants);
    Objects.requireNonNull(breakGlass);
    agents = Map.copyOf(agents);
    gateways = Map.copyOf(gateways);
    Objects.requireNonNull(operators);
    trustDomains = Map.copyOf(trustDomains);
  }

  /** The agent of this id. */
  public Optional<Agent> agent(String id) {
    return Optional.ofNullable(agents.get(id));
  }

  /** The agent of this id, if it may do anything. */
  public Optional<Agent> enabledAgent(String id) {
    return agent(id).filter(a -> !a.disabled());
  }

  /** The first holder of {@code hops} that may do nothing any more, if there is one. */
  public Optional<String> firstDisabled(List<Hop> hops) {
    return hops.stream()
        .map(hop -> hop.holder().agent())
        .filter(id -> enabledAgent(id).isEmpty())
        .findFirst();
  }

  /** The agent or the gateway of this id. */
  public Optional<RegisteredClient> client(String id) {
    return agent(id).<RegisteredClient>map(a -> a).or(() -> Optional.ofNullable(gateways.get(id)));
  }

  /** The issuer of this name. */
  public Optional<UserIssuer> issuer(String name) {
    return Optional.ofNullable(issuers.get(name));
  }

  /** What the scope of this name stands for. */
  public Optional<Rights> scope(String name) {
    return Optional.ofNullable(scopes.get(name));
  }

  /** The keys of the SPIFFE trust domain of this name. */
  public Optional<PublicKeys> trustDomain(String name) {
    return Optional.ofNullable(trustDomains.get(name));
  }

  /** Everything that is granted to {@code user}; nothing if no grant covers her. */
  public Rights rightsOf(KnownUser user) {
    return rightsOf(user, grant -> true);
  }

  /** What {@code user} may have of break-glass rights; other rights may be among it. */
  public Rights breakGlassRightsOf(KnownUser user) {
    return rightsOf(user, Grant::breakGlass);
  }

  private Rights rightsOf(KnownUser user, Predicate<Grant> which) {
    return new Rights(
        grants.stream()
            .filter(which.and(g -> g.to().covers(user)))
            .flatMap(g -> g.rights().capabilities().stream())
            .distinct()
            .toList());
  }

  /** The gateways that guard a server of {@code rights}. */
  public SortedSet<String> gatewaysGuarding(Rights rights) {
    return gatewaysGuarding(
        rights.capabilities().stream().map(Capability::server).collect(Collectors.toSet()));
  }

  /** The gateways that guard one of {@code servers}. */
  public SortedSet<String> gatewaysGuarding(Set<String> servers) {
    return gateways.values().stream()
        .filter(g -> g.guards().stream().anyMatch(servers::contains))
        .map(Gateway::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
