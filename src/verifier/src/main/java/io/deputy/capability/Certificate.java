package io.deputy.capability;

import java.util.List;
import java.util.Objects;

/**
 * The evidence that some rights lie within others: for every capability of the child, in order, how
 * the parent's capabilities cover it. It is data; {@link CertificateChecker} says whether it proves
 * what it claims to prove.
 */
public record Certificate(List<Cover> covers) {
  public Certificate {
    covers = List.copyOf(covers);
  }

  /** How a piece of a child's capability is covered. A piece is what the splits above it leave. */
  public sealed interface Cover {}

  /**
   * One capability of the parent admits the whole piece, dimension by dimension.
   *
   * @param parent its index among the parent's capabilities, from 0
   */
  public record Inside(int parent) implements Cover {}

  /**
   * The piece is split in one dimension: into the values that a capability of the parent admits
   * there, and the rest.
   *
   * @param dimension where
   * @param parent index of that capability among the parent's capabilities, from 0
   * @param admitted how the piece with the admitted values is covered
   * @param rest how the rest is covered
   */
  public record Split(Dimension dimension, int parent, Cover admitted, Cover rest)
      implements Cover {
    public Split {
      Objects.requireNonNull(dimension);
      Objects.requireNonNull(admitted);
      Objects.requireNonNull(rest);
    }
  }

  /** No request is in the piece: nothing needs to be covered. */
  public record Nothing() implements Cover {}
}
