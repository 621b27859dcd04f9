package io.deputy.log;

import io.deputy.Bytes;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Objects;

/**
 * What an issuer says of decisions that it deleted: that they were there, how many, and which
 * leaves of its log stand for them. It is signed by a key of the log, whose matter it is that
 * nothing disappears from the record without a word.
 *
 * @param origin which log
 * @param number of the tombstone, from 1 without gaps
 * @param month whose decisions they were, by when they were recorded, in UTC
 * @param batches how many batches were deleted
 * @param decisions how many decisions
 * @param digest of the leaves, the numbers of each stream and the chains that lie under it
 * @param policy why, in one line
 * @param by who deleted them
 * @param at when, in whole seconds
 */
public record Tombstone(
    String origin,
    long number,
    YearMonth month,
    long batches,
    long decisions,
    Bytes digest,
    String policy,
    String by,
    Instant at) {
  public Tombstone {
    Objects.requireNonNull(origin);
    Objects.requireNonNull(month);
    Objects.requireNonNull(digest);
    Objects.requireNonNull(policy);
    Objects.requireNonNull(by);
    at = Instant.ofEpochSecond(at.getEpochSecond());
  }
}
