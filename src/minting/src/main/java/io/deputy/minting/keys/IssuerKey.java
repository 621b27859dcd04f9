package io.deputy.minting.keys;

import io.deputy.biscuit.PublicKey;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.chain.TrustedKey.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A key of this issuer, as its manifest has it. Holds nothing secret.
 *
 * @param number never given to another key, whatever its role
 * @param role what it signs
 * @param state goes from active to retired, and from either to compromised; never back
 * @param since when it came into this state, in whole seconds: when it was made, retires, or was
 *     found to be compromised
 * @param key the public half; Ed25519 in a file, P-256 in a PKCS#11 module
 */
public record IssuerKey(int number, Role role, State state, Instant since, PublicKey key) {
  public IssuerKey {
    Objects.requireNonNull(role);
    Objects.requireNonNull(state);
    since = since.truncatedTo(ChronoUnit.SECONDS);
    Objects.requireNonNull(key);
  }

  /** What its private half is called where it is kept: {@code root-3}. */
  public String name() {
    return name(role, number);
  }

  static String name(Role role, int number) {
    return role.name().toLowerCase(Locale.ROOT) + "-" + number;
  }

  /** Whether it may sign now or later. */
  public boolean isActive() {
    return state == State.ACTIVE;
  }

  IssuerKey in(State next, Instant at) {
    return new IssuerKey(number, role, next, at, key);
  }

  TrustedKey trusted(String issuer) {
    Optional<Instant> retiredAt = state == State.RETIRED ? Optional.of(since) : Optional.empty();
    return new TrustedKey(number, role, state, retiredAt, issuer, key);
  }
}
