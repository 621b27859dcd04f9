package io.deputy.issuer.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.issuer.directory.Reach;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * What an issuer says of itself.
 *
 * @param jwksUri where its keys are
 * @param introspectionEndpoint where it is asked about tokens (RFC 7662), if it can be
 */
record Discovery(URI jwksUri, Optional<URI> introspectionEndpoint) {
  private static final String OPENID = "/.well-known/openid-configuration";
  private static final String OAUTH = "/.well-known/oauth-authorization-server";

  /**
   * Asks {@code issuer}: as OpenID Connect Discovery 1.0, section 4, has it, and where that does
   * not exist as RFC 8414, section 3, has it.
   */
  static Discovery of(String issuer, Fetch fetch, Reach reach) throws NotFetched {
    URI name = uri(issuer);
    String path = name.getRawPath() == null ? "" : name.getRawPath().replaceAll("/$", "");
    try {
      return read(fetch.get(name.resolve(path + OPENID), reach), issuer);
    } catch (NotFetched e) {
      if (!e.isAbsent()) {
        throw e;
      }
      return read(fetch.get(name.resolve(OAUTH + path), reach), issuer);
    }
  }

  private static Discovery read(String json, String issuer) throws NotFetched {
    ObjectNode metadata =
        StrictJson.object(json)
            .orElseThrow(() -> NotFetched.because("its metadata is not a JSON object"));
    // OpenID Connect Discovery, section 4.3; RFC 8414, section 3.3: it MUST be identical.
    if (!metadata.path("issuer").asText("").equals(issuer)) {
      throw NotFetched.because("its metadata names another issuer: " + metadata.get("issuer"));
    }
    String jwksUri = metadata.path("jwks_uri").asText("");
    String endpoint = metadata.path("introspection_endpoint").asText("");
    return new Discovery(
        uri(jwksUri), endpoint.isEmpty() ? Optional.empty() : Optional.of(uri(endpoint)));
  }

  private static URI uri(String text) throws NotFetched {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw NotFetched.because("\"" + text + "\" is not a URL");
    }
  }
}
