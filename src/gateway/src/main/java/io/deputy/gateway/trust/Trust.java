package io.deputy.gateway.trust;

import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.Objects;

/**
 * What the issuer said last, as far as it is known here.
 *
 * @param verifier verifies with its keys and knows what it has revoked
 * @param issuedAt when the issuer signed the newest bundle
 * @param cursor up to which revocation it is known
 */
public record Trust(Verifier verifier, Instant issuedAt, long cursor) {
  public Trust {
    Objects.requireNonNull(verifier);
    Objects.requireNonNull(issuedAt);
  }
}
