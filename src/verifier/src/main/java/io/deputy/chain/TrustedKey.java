package io.deputy.chain;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A key of an issuer, as a verifier knows it.
 *
 * @param number the key's number, the {@code kid} of the JWKS in decimal; never reused
 * @param role what it signs
 * @param state whether it may still be trusted
 * @param retiredAt when it retired, if its state is that: the last moment at which what it signed
 *     may have been issued
 * @param issuer the issuer whose tokens it signs
 * @param key the key itself
 */
public record TrustedKey(
    int number, Role role, State state, Optional<Instant> retiredAt, String issuer, PublicKey key) {
  /**
   * @throws IllegalArgumentException if the number is negative, or if a retired key does not say
   *     since when, or another one does
   */
  public TrustedKey {
    Objects.requireNonNull(role);
    Objects.requireNonNull(state);
    Objects.requireNonNull(issuer);
    Objects.requireNonNull(key);
    if (number < 0) {
      throw new IllegalArgumentException("a key's number is not negative");
    }
    if ((state == State.RETIRED) != retiredAt.isPresent()) {
      throw new IllegalArgumentException("a retired key says since when, and no other does");
    }
  }

  /** A key that is not retired. */
  public TrustedKey(int number, Role role, State state, String issuer, PublicKey key) {
    this(number, role, state, Optional.empty(), issuer, key);
  }

  /**
   * Refuses what this key has no say in any more. There is no leeway: both times are the issuer's
   * own, so no other clock is compared with them, and an issuer retires a key from a moment ahead
   * of the last that it signs with it.
   *
   * @param issuedAt what it signed says of its time
   * @throws Refusal {@code key_compromised}; or {@code key_retired} if that is later than the
   *     retirement
   */
  public void requireGoodFor(Instant issuedAt) throws Refusal {
    if (state == State.COMPROMISED) {
      throw new Refusal(Reason.KEY_COMPROMISED, "key " + number + " is compromised");
    }
    if (retiredAt.isPresent() && issuedAt.isAfter(retiredAt.get())) {
      throw new Refusal(
          Reason.KEY_RETIRED,
          "key " + number + " retired at " + retiredAt.get() + ", before what it signed");
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
    /** Verifies hops that were issued before it retired, and no later ones. */
    RETIRED,
    /** Verifies nothing. */
    COMPROMISED
  }
}
