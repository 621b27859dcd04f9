package io.deputy.issuer.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.issuer.exchange.NonceStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Nonces for DPoP proofs (RFC 9449, section 8): one for each period of time, the same at every
 * instance, and unknown to everybody until the period is near. So nobody can make proofs today for
 * tomorrow, and no secret has to be shared.
 */
public final class PeriodicNonces {
  /** How long one is given out; it is accepted for as long again. */
  static final Duration PERIOD = Duration.ofMinutes(2);

  /** Enough that nobody guesses one. */
  private static final int BYTES = 16;

  /** This period's, the one before and the next, whose time has come on another's clock. */
  private static final int REMEMBERED = 8;

  private final NonceStore store;
  private final SecureRandom random = new SecureRandom();
  private final Cache<Long, Bytes> values = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  /** Keeps its values in {@code store}. */
  public PeriodicNonces(NonceStore store) {
    this.store = Objects.requireNonNull(store);
  }

  /** The nonce to give out now. */
  String current(Instant now) throws Refusal {
    return text(period(now));
  }

  /** Whether {@code nonce} is the one of this period, of the one before, or of the next. */
  boolean accepts(String nonce, Instant now) throws Refusal {
    byte[] given = nonce.getBytes(StandardCharsets.UTF_8);
    boolean known = false;
    for (long period = period(now) - 1; period <= period(now) + 1; period++) {
      known |= MessageDigest.isEqual(given, text(period).getBytes(StandardCharsets.UTF_8));
    }
    return known;
  }

  private static long period(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), PERIOD.toSeconds());
  }

  private String text(long period) throws Refusal {
    Bytes value = values.getIfPresent(period);
    if (value == null) {
      byte[] proposed = new byte[BYTES];
      random.nextBytes(proposed);
      value = store.keep(period, Bytes.of(proposed));
      values.put(period, value);
    }
    return value.toBase64Url();
  }
}
