package io.deputy.chain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys that a verifier trusts. Immutable; replaced as a whole when keys change. */
public record TrustedKeys(List<TrustedKey> keys) {
  /**
   * @throws IllegalArgumentException if two keys have one number
   */
  public TrustedKeys {
    keys = List.copyOf(keys);
    if (keys.stream().map(TrustedKey::number).distinct().count() != keys.size()) {
      throw new IllegalArgumentException("two keys have the same number");
    }
  }

  /**
   * These, but none in a state that lies before the one that it had in {@code earlier}, and with
   * what was compromised there: a key retires and is compromised for good.
   */
  public TrustedKeys after(TrustedKeys earlier) {
    Stream<TrustedKey> gone =
        earlier.keys.stream()
            .filter(k -> k.state() == TrustedKey.State.COMPROMISED)
            .filter(k -> keys.stream().noneMatch(now -> now.number() == k.number()));
    return new TrustedKeys(Stream.concat(keys.stream().map(earlier::furtherThan), gone).toList());
  }

  private TrustedKey furtherThan(TrustedKey key) {
    return keys.stream()
        .filter(k -> k.number() == key.number() && k.key().equals(key.key()))
        .filter(k -> k.state().compareTo(key.state()) > 0)
        .findFirst()
        .orElse(key);
  }

  /** The root key of this number, whatever its state. */
  public Optional<TrustedKey> root(int number) {
    return keys.stream()
        .filter(k -> k.number() == number && k.role() == TrustedKey.Role.ROOT)
        .findFirst();
  }

  /** The attestation key with these bytes that {@code issuer} has, whatever its state. */
  public Optional<TrustedKey> attestation(io.deputy.biscuit.PublicKey key, String issuer) {
    return keys.stream()
        .filter(
            k ->
                k.role() == TrustedKey.Role.ATTESTATION
                    && k.key().equals(key)
                    && k.issuer().equals(issuer))
        .findFirst();
  }
}
