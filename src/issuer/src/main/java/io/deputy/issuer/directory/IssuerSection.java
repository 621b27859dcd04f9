package io.deputy.issuer.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.capability.Pointer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** From one entry of {@code issuers} to a {@link UserIssuer}. */
final class IssuerSection {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** What tokens may be signed with; see {@link PublicJwk}. */
  private static final Set<String> ALGORITHMS = Set.of("RS256", "ES256", "EdDSA");

  /** Stands in for keys that cannot be read. */
  private static final UserIssuer.Keys NO_KEYS = new UserIssuer.Known(new PublicKeys(List.of()));

  private final Section section;
  private final boolean development;

  IssuerSection(Section section, boolean development) {
    this.section = section;
    this.development = development;
  }

  UserIssuer read() {
    String issuer = section.text("issuer");
    UserIssuer.Keys keys = keys(issuer);
    Optional<UserIssuer.Introspection> introspection = introspection(keys);
    UserIssuer entry =
        new UserIssuer(
            issuer,
            keys,
            introspection,
            reach(issuer, keys, introspection),
            algorithms(),
            section.text("audience"),
            section.texts("other_audiences"),
            section.oneOf("caller_claim", UserIssuer.CallerClaim.class),
            section.oneOf("ceiling", UserIssuer.Ceiling.class),
            new ClaimMapping(
                claim("subject_claim").orElse("sub"), claim("groups_claim"), claim("roles_claim")),
            section.flag("allow_longer"));
    section.end();
    return entry;
  }

  private UserIssuer.Keys keys(String issuer) {
    Optional<JsonNode> jwks = section.node("jwks");
    boolean discover = section.flag("discover");
    if (jwks.isEmpty()) {
      return url("issuer", issuer).isPresent() ? new UserIssuer.Discovered() : NO_KEYS;
    }
    if (discover) {
      section.report("discover", "finds the keys, so leave out jwks, or this");
    }
    if (jwks.get().isTextual()) {
      return url("jwks", jwks.get().textValue())
          .<UserIssuer.Keys>map(UserIssuer.Served::new)
          .orElse(NO_KEYS);
    }
    try {
      return new UserIssuer.Known(PublicKeys.issuers(jwks.get(), development));
    } catch (IllegalArgumentException e) {
      section.report("jwks", e.getMessage());
      return NO_KEYS;
    }
  }

  private Optional<UserIssuer.Introspection> introspection(UserIssuer.Keys keys) {
    if (section.node("introspection").isEmpty()) {
      return Optional.empty();
    }
    Section inner = section.section("introspection");
    Optional<String> endpoint = inner.optionalText("endpoint");
    if (endpoint.isEmpty() && !(keys instanceof UserIssuer.Discovered)) {
      inner.report("endpoint", "is missing; only discovery finds it by itself");
    }
    UserIssuer.Introspection introspection =
        new UserIssuer.Introspection(
            endpoint.flatMap(text -> url(inner, "endpoint", text)),
            inner.text("client_id"),
            inner.secretName("client_secret"));
    inner.end();
    return Optional.of(introspection);
  }

  /** The hosts that the operator wrote down, as parts of URLs or by themselves, and no others. */
  private Reach reach(
      String issuer, UserIssuer.Keys keys, Optional<UserIssuer.Introspection> introspection) {
    SortedSet<String> authorities = new TreeSet<>();
    if (keys instanceof UserIssuer.Discovered) {
      authorities.add(Reach.authority(URI.create(issuer)));
    }
    if (keys instanceof UserIssuer.Served served) {
      authorities.add(Reach.authority(served.url()));
    }
    introspection
        .flatMap(UserIssuer.Introspection::endpoint)
        .ifPresent(url -> authorities.add(Reach.authority(url)));
    for (String host : section.texts("hosts")) {
      if (host.contains("/")) {
        section.report("hosts", "\"" + host + "\" is not a host, or host:port");
      } else {
        url("hosts", "https://" + host).ifPresent(url -> authorities.add(Reach.authority(url)));
      }
    }
    return new Reach(authorities, section.flag("private_addresses"));
  }

  private SortedSet<String> algorithms() {
    if (section.node("algorithms").isEmpty()) {
      return new TreeSet<>(ALGORITHMS);
    }
    SortedSet<String> algorithms = section.texts("algorithms");
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      section.report("algorithms", "must list some of RS256, ES256, EdDSA");
    }
    return algorithms;
  }

  private Optional<String> claim(String field) {
    Optional<String> name = section.optionalText(field);
    if (name.isPresent() && name.get().startsWith("/")) {
      try {
        return Optional.of(new Pointer(name.get()).text());
      } catch (IllegalArgumentException e) {
        section.report(field, "\"" + name.get() + "\" is not a JSON Pointer");
      }
    }
    return name;
  }

  /** Issuers speak TLS; plain HTTP only on this machine, and only in development. */
  private Optional<URI> url(String field, String text) {
    return url(section, field, text);
  }

  private Optional<URI> url(Section section, String field, String text) {
    try {
      URI url = new URI(text);
      boolean loopback = url.getHost() != null && LOOPBACK.contains(url.getHost());
      if (url.getHost() != null
          && url.getUserInfo() == null
          && url.getFragment() == null
          && ("https".equals(url.getScheme())
              || ("http".equals(url.getScheme()) && loopback && development))) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      // Said below, with what would be right.
    }
    if (!text.isEmpty()) {
      section.report(
          field, "\"" + text + "\" is not an https URL; plain http is for loopback in development");
    }
    return Optional.empty();
  }
}
