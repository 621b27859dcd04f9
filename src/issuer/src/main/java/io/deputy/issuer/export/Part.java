package io.deputy.issuer.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A part of an export; parts come in this order. */
public enum Part {
  /** Chains, hop by hop: those of a chain together, parents before children. */
  HOPS,
  /** What was taken back, in the order of its numbers. */
  REVOCATIONS,
  /** What gateways decided, the oldest first by their clocks. */
  DECISIONS;

  /** As it is called outside. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of its file. */
  public String file() {
    return word() + ".jsonl";
  }

  /** The part with this word. */
  public static Optional<Part> of(String word) {
    return Arrays.stream(values()).filter(part -> part.word().equals(word)).findFirst();
  }
}
