package io.deputy.issuer.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.Bytes;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.PublicJwk;
import java.util.Optional;

/** The key that a JWT names as its presenter's: {@code cnf} (RFC 7800, section 3). */
final class Confirmation {
  private Confirmation() {}

  /**
   * The thumbprint of the key, if the token names one: with {@code jwk} (RFC 7800, section 3.2) or
   * with {@code jkt} (RFC 9449, section 6.1). A confirmation that we cannot honour is refused.
   */
  static Optional<Thumbprint> of(Claims claims) throws JwtInvalid {
    Optional<JsonNode> cnf = claims.node("cnf");
    if (cnf.isEmpty()) {
      return Optional.empty();
    }
    JsonNode jwk = cnf.get().path("jwk");
    JsonNode jkt = cnf.get().path("jkt");
    try {
      if (cnf.get().size() == 1 && jwk.isObject()) {
        return Optional.of(PublicJwk.read(jwk.toString()).thumbprint());
      }
      if (cnf.get().size() == 1 && jkt.isTextual()) {
        return Optional.of(thumbprint(jkt.textValue()));
      }
    } catch (IllegalArgumentException e) {
      // Said below, with what would be right.
    }
    throw Claims.malformed("cnf", "one public key, as jwk or as its thumbprint in jkt");
  }

  private static Thumbprint thumbprint(String text) {
    Thumbprint thumbprint = new Thumbprint(Bytes.ofBase64Url(text));
    if (thumbprint.isBearer()) {
      throw new IllegalArgumentException("an empty thumbprint names no key");
    }
    return thumbprint;
  }
}
