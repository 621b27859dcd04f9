package io.deputy.issuer.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.capability.Pointer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** From one entry of {@code issuers} to a {@link UserIssuer}. */
final class IssuerSection {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** What tokens may be signed with; see {@link PublicJwk}. */
  private static final Set<String> ALGORITHMS = Set.of("RS256", "ES256", "EdDSA");

  private final Section section;
  private final boolean development;

  IssuerSection(Section section, boolean development) {
    this.section = section;
    this.development = development;
  }

  UserIssuer read() throws DirectoryInvalid {
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

  private UserIssuer.Keys keys(String issuer) throws DirectoryInvalid {
    Optional<JsonNode> jwks = section.node("jwks");
    boolean discover = section.flag("discover");
    if (jwks.isEmpty()) {
      url("issuer", issuer);
      return new UserIssuer.Discovered();
    }
    if (discover) {
      throw section.invalid("discover", "finds the keys, so leave out jwks, or this");
    }
    if (jwks.get().isTextual()) {
      return new UserIssuer.Served(url("jwks", jwks.get().textValue()));
    }
    try {
      return new UserIssuer.Known(PublicKeys.issuers(jwks.get(), development));
    } catch (IllegalArgumentException e) {
      throw section.invalid("jwks", e.getMessage());
    }
  }

  private Optional<UserIssuer.Introspection> introspection(UserIssuer.Keys keys)
      throws DirectoryInvalid {
    Optional<JsonNode> node = section.node("introspection");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Section inner = Section.of(section.at("introspection"), node.get());
    Optional<String> endpoint = inner.optionalText("endpoint");
    if (endpoint.isEmpty() && !(keys instanceof UserIssuer.Discovered)) {
      throw inner.invalid("endpoint", "is missing; only discovery finds it by itself");
    }
    UserIssuer.Introspection introspection =
        new UserIssuer.Introspection(
            endpoint.isEmpty()
                ? Optional.empty()
                : Optional.of(url("introspection.endpoint", endpoint.get())),
            inner.text("client_id"),
            inner.secretName("client_secret"));
    inner.end();
    return Optional.of(introspection);
  }

  /** The hosts that the operator wrote down, as parts of URLs or by themselves, and no others. */
  private Reach reach(
      String issuer, UserIssuer.Keys keys, Optional<UserIssuer.Introspection> introspection)
      throws DirectoryInvalid {
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
        throw section.invalid("hosts", "\"" + host + "\" is not a host, or host:port");
      }
      authorities.add(Reach.authority(url("hosts", "https://" + host)));
    }
    return new Reach(authorities, section.flag("private_addresses"));
  }

  private SortedSet<String> algorithms() throws DirectoryInvalid {
    if (section.node("algorithms").isEmpty()) {
      return new TreeSet<>(ALGORITHMS);
    }
    SortedSet<String> algorithms = section.texts("algorithms");
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw section.invalid("algorithms", "must list some of RS256, ES256, EdDSA");
    }
    return algorithms;
  }

  private Optional<String> claim(String field) throws DirectoryInvalid {
    Optional<String> name = section.optionalText(field);
    if (name.isPresent() && name.get().startsWith("/")) {
      try {
        return Optional.of(new Pointer(name.get()).text());
      } catch (IllegalArgumentException e) {
        throw section.invalid(field, "\"" + name.get() + "\" is not a JSON Pointer");
      }
    }
    return name;
  }

  /** Issuers speak TLS; plain HTTP only on this machine, and only in development. */
  private URI url(String field, String text) throws DirectoryInvalid {
    try {
      URI url = new URI(text);
      boolean loopback = url.getHost() != null && LOOPBACK.contains(url.getHost());
      if (url.getHost() != null
          && url.getUserInfo() == null
          && url.getFragment() == null
          && ("https".equals(url.getScheme())
              || ("http".equals(url.getScheme()) && loopback && development))) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, with what would be right.
    }
    throw section.invalid(
        field, "\"" + text + "\" is not an https URL; plain http is for loopback in development");
  }
}
