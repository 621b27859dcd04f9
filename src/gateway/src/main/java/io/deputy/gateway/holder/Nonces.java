package io.deputy.gateway.holder;

import io.deputy.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The nonces of this instance (RFC 9449, section 9). Only the instance that gave a nonce out takes
 * it, and that instance remembers the proofs that were made for it: so a proof is used once though
 * instances share nothing, and what was proved before a restart is worth nothing after it.
 */
public final class Nonces {
  /** How long one nonce is given out: short, so that a stolen proof is soon of no use. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  /** Of the HMAC: more than anybody can guess. */
  private static final int NONCE_BYTES = 16;

  private final SecretKeySpec key;
  private final Clock clock;

  /** Nonces that nobody else gives out. */
  public Nonces(Clock clock) {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, ALGORITHM);
    this.clock = clock;
  }

  /** The nonce to give out now. */
  public String current() {
    return of(period());
  }

  /** Whether this is the current nonce or the one before it. */
  public boolean isGood(Optional<String> nonce) {
    return nonce.isPresent()
        && (same(nonce.get(), of(period())) || same(nonce.get(), of(period() - 1)));
  }

  private long period() {
    return clock.instant().getEpochSecond() / PERIOD.toSeconds();
  }

  private String of(long period) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] full = mac.doFinal(Long.toString(period).getBytes(StandardCharsets.US_ASCII));
      return Bytes.of(full, 0, NONCE_BYTES).toBase64Url();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
