package io.deputy.verify;

import io.deputy.chain.TrustedKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an issuer said at one moment about its keys and about what it took back: a part of its list
 * of revocations, in the order in which it made them. Whoever has all of the parts up to one that
 * is not followed by more knows everything that was revoked until then.
 *
 * @param issuer who says so, as it stands in its tokens
 * @param issuedAt when, in whole seconds
 * @param maxAge how long it may be relied on after that, in whole seconds
 * @param keys every key of the issuer that verifies tokens, and its state
 * @param from the place in the list that this part follows
 * @param to the place of the last revocation that this part covers
 * @param more whether others follow, which were there when it was said
 * @param revocations those after {@code from} up to {@code to} that can still matter
 * @param checkpoint of the transparency log, if there is one
 */
public record TrustBundle(
    String issuer,
    Instant issuedAt,
    Duration maxAge,
    TrustedKeys keys,
    long from,
    long to,
    boolean more,
    List<Revocation> revocations,
    Optional<String> checkpoint) {
  /** Revocations in one part: half a megabyte, which is signed and read in some milliseconds. */
  public static final int MAX_REVOCATIONS = 10_000;

  /** A day. What lives longer than that without news is no gateway. */
  public static final Duration LONGEST_MAX_AGE = Duration.ofDays(1);

  /**
   * @throws IllegalArgumentException if it contradicts itself, or exceeds a limit
   */
  public TrustBundle {
    Objects.requireNonNull(issuer);
    Objects.requireNonNull(checkpoint);
    revocations = List.copyOf(revocations);
    require(
        issuedAt.equals(issuedAt.truncatedTo(ChronoUnit.SECONDS)),
        "the time has a fraction of a second");
    require(
        maxAge.equals(maxAge.truncatedTo(ChronoUnit.SECONDS))
            && maxAge.compareTo(Duration.ZERO) > 0
            && maxAge.compareTo(LONGEST_MAX_AGE) <= 0,
        "the age is not from one second to one day");
    require(0 <= from && from <= to, "the places in the list are not in order");
    require(!more || from < to, "more is said to follow, and nothing is covered");
    require(
        revocations.size() <= Math.min(to - from, MAX_REVOCATIONS),
        "there are more revocations than places, or than one part may have");
    for (var key : keys.keys()) {
      require(key.issuer().equals(issuer), "a key is another issuer's");
    }
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
