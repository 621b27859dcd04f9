package io.deputy.chain;

import io.deputy.biscuit.PublicKey;
import java.util.Objects;

/**
 * A key of an issuer, as a verifier knows it.
 *
 * @param number the key's number, the {@code kid} of the JWKS in decimal; never reused
 * @param role what it signs
 * @param state whether it may still be trusted
 * @param issuer the issuer whose tokens it signs
 * @param key the key itself
 */
public record TrustedKey(int number, Role role, State state, String issuer, PublicKey key) {
  public TrustedKey {
    Objects.requireNonNull(role);
    Objects.requireNonNull(state);
    Objects.requireNonNull(issuer);
    Objects.requireNonNull(key);
    if (number < 0) {
      throw new IllegalArgumentException("a key's number is not negative");
    }
  }

  /** What a key signs. No key has two roles. */
  public enum Role {
    /** Authority blocks. */
    ROOT,
    /** Who holds a token after a hop. */
    ATTESTATION,
    /** Trust bundles. */
    BUNDLE,
    /** Checkpoints of the transparency log. */
    LOG
  }

  /** Whether a key may still be trusted. */
  public enum State {
    /** Signs and verifies. */
    ACTIVE,
    /** Verifies what it signed before it retired. */
    RETIRED,
    /** Verifies nothing. */
    COMPROMISED
  }
}
