package io.deputy.minting;

import io.deputy.capability.Rights;
import java.time.Instant;
import java.util.SortedSet;

/** What every hop must satisfy to be sayable at all. */
final class Terms {
  private Terms() {}

  static void requireWellFormed(
      Instant issuedAt, Instant expiresAt, SortedSet<String> audience, Rights rights) {
    if (!expiresAt.isAfter(issuedAt)) {
      throw new IllegalArgumentException("a token expires after it is issued");
    }
    if (audience.isEmpty()) {
      throw new IllegalArgumentException("a token names at least one gateway");
    }
    if (rights.capabilities().isEmpty()) {
      throw new IllegalArgumentException("a token has at least one capability");
    }
  }
}
