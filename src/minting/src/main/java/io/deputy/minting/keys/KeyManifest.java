package io.deputy.minting.keys;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.chain.TrustedKey.State;
import io.deputy.chain.TrustedKeys;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every key that an issuer ever had, one a line: number, role, state, since when, and the public
 * half. Of each role the active key with the lowest number signs, and the next one stands by:
 * gateways know it before it signs.
 *
 * @param keys by number
 */
public record KeyManifest(List<IssuerKey> keys) {
  private static final String HEADER =
      """
      # Written by `deputy keys`: number, role, state, since, public key. Nothing here is secret.
      # Keep every line: a number is never given to another key.
      """;

  private static final Pattern LINE =
      Pattern.compile(
          "([1-9][0-9]{0,8}) (root|attestation|bundle|log) (active|retired|compromised)"
              + " ([0-9T:Z-]{1,30}) (ed25519|secp256r1)/([0-9a-f]{1,80})");

  /**
   * @throws IllegalArgumentException if a number or a key stands there twice
   */
  public KeyManifest {
    keys = keys.stream().sorted(Comparator.comparingInt(IssuerKey::number)).toList();
    if (keys.stream().map(IssuerKey::number).distinct().count() != keys.size()) {
      throw new IllegalArgumentException("two keys have the same number");
    }
    if (keys.stream().map(IssuerKey::key).distinct().count() != keys.size()) {
      throw new IllegalArgumentException("one key has two numbers");
    }
  }

  /**
   * Reads the text of a manifest, strictly.
   *
   * @throws IllegalArgumentException if a line is not of its form; the message says which
   */
  static KeyManifest parse(String text) {
    List<IssuerKey> keys = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        keys.add(key(line, number));
      }
    }
    return new KeyManifest(keys);
  }

  private static IssuerKey key(String line, int number) {
    Matcher parts = LINE.matcher(line);
    if (parts.matches()) {
      try {
        return new IssuerKey(
            Integer.parseInt(parts.group(1)),
            Role.valueOf(parts.group(2).toUpperCase(Locale.ROOT)),
            State.valueOf(parts.group(3).toUpperCase(Locale.ROOT)),
            Instant.parse(parts.group(4)),
            new PublicKey(
                PublicKey.Algorithm.valueOf(parts.group(5).toUpperCase(Locale.ROOT)),
                Bytes.ofHex(parts.group(6))));
      } catch (DateTimeParseException | IllegalArgumentException e) {
        // Said below, with the place.
      }
    }
    throw new IllegalArgumentException(
        "line " + number + " is not a number, role, state, time and public key");
  }

  /** The text that {@link #parse} reads. */
  String text() {
    StringBuilder text = new StringBuilder(HEADER);
    for (IssuerKey key : keys) {
      text.append(key.number())
          .append(' ')
          .append(lower(key.role()))
          .append(' ')
          .append(lower(key.state()))
          .append(' ')
          .append(key.since())
          .append(' ')
          .append(publicText(key.key()))
          .append('\n');
    }
    return text.toString();
  }

  /** A public key as text: its algorithm and its bytes in hexadecimal, as Biscuit writes them. */
  public static String publicText(PublicKey key) {
    return lower(key.algorithm()) + "/" + key.encoded().toHex();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The key of this number. */
  public Optional<IssuerKey> key(int number) {
    return keys.stream().filter(k -> k.number() == number).findFirst();
  }

  /** The active keys of a role: the one that signs, and those that stand by, in their order. */
  public List<IssuerKey> active(Role role) {
    return keys.stream().filter(k -> k.role() == role && k.isActive()).toList();
  }

  /** The key of a role that signs, if any does. */
  public Optional<IssuerKey> signing(Role role) {
    return active(role).stream().findFirst();
  }

  /** What verifiers of tokens, and of the log, should know: their keys in every state. */
  public TrustedKeys published(String issuer) {
    return trusted(issuer, Set.of(Role.ROOT, Role.ATTESTATION, Role.LOG));
  }

  /**
   * What gateways pin, so that they believe trust bundles: the bundle keys in every state. They get
   * these by another way than bundles, since nothing vouches for itself.
   */
  public TrustedKeys pinned(String issuer) {
    return trusted(issuer, Set.of(Role.BUNDLE));
  }

  private TrustedKeys trusted(String issuer, Set<Role> roles) {
    return new TrustedKeys(
        keys.stream().filter(k -> roles.contains(k.role())).map(k -> k.trusted(issuer)).toList());
  }

  int highestNumber() {
    return keys.stream().mapToInt(IssuerKey::number).max().orElse(0);
  }

  KeyManifest with(IssuerKey key) {
    List<IssuerKey> changed = new ArrayList<>(keys);
    changed.removeIf(k -> k.number() == key.number());
    changed.add(key);
    return new KeyManifest(changed);
  }
}
