package io.deputy.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for a {@link Certificate}, or for a request that shows that there is none, by taking the
 * parent's capabilities away from each of the child's, one after the other. Deciding this is
 * coNP-hard, so the work is bounded in steps, not in time: the same question has the same answer
 * everywhere.
 */
final class Search {
  /** The most splits above one piece; bounds the stack, and the depth of the certificate. */
  static final int MAX_SPLITS = 400;

  private final Rights child;
  private final Rights parent;
  private final Steps steps = new Steps();

  /** The parent's capabilities in the space of the current child capability. */
  private List<Box> parents = List.of();

  /** What is left of a child capability when all of the parent's have been taken away. */
  private Optional<Box> uncovered = Optional.empty();

  private Search(Rights child, Rights parent) {
    this.child = child;
    this.parent = parent;
  }

  static Containment decide(Rights child, Rights parent) {
    try {
      return new Search(child, parent).decide();
    } catch (Steps.Exhausted e) {
      return new Containment.TooHard();
    }
  }

  private Containment decide() {
    List<Certificate.Cover> covers = new ArrayList<>();
    for (Capability capability : child.capabilities()) {
      Optional<Certificate.Cover> cover = asItStands(capability);
      if (cover.isEmpty()) {
        Space space = Space.of(capability, parent, steps);
        parents = space.boxes(parent);
        cover = cover(space.box(capability), 0, 0);
      }
      if (cover.isEmpty()) {
        return new Containment.Exceeds(checked(uncovered.orElseThrow().sample()));
      }
      covers.add(cover.get());
    }
    return new Containment.Within(new Certificate(covers));
  }

  /** The usual case: one capability of the parent covers it, and the words say so. */
  private Optional<Certificate.Cover> asItStands(Capability capability) {
    for (int i = 0; i < parent.capabilities().size(); i++) {
      Capability candidate = parent.capabilities().get(i);
      steps.take(candidate.size() + 1L);
      if (Subsumption.isWithin(capability, candidate)) {
        return Optional.of(new Certificate.Inside(i));
      }
    }
    return Optional.empty();
  }

  /**
   * How the parent's capabilities from number {@code from} on cover a piece; empty if they don't.
   */
  private Optional<Certificate.Cover> cover(Box piece, int from, int splits) {
    if (piece.isEmpty()) {
      return Optional.of(new Certificate.Nothing());
    }
    steps.take(piece.size() * (1L + parents.size() - from));
    if (splits > MAX_SPLITS) {
      throw Steps.exhausted();
    }
    for (int i = from; i < parents.size(); i++) {
      if (piece.isWithin(parents.get(i))) {
        return Optional.of(new Certificate.Inside(i));
      }
    }
    for (int i = from; i < parents.size(); i++) {
      if (piece.meets(parents.get(i))) {
        return split(piece, i, splits + 1);
      }
    }
    uncovered = Optional.of(piece);
    return Optional.empty();
  }

  /** Splits a piece that number {@code i} covers in part, where that one ends. */
  private Optional<Certificate.Cover> split(Box piece, int i, int splits) {
    Dimension where = piece.firstOutside(parents.get(i)).orElseThrow();
    Optional<Certificate.Cover> rest = cover(piece.outside(where, parents.get(i)), i + 1, splits);
    if (rest.isEmpty()) {
      return rest;
    }
    return cover(piece.inside(where, parents.get(i)), i, splits)
        .map(admitted -> new Certificate.Split(where, i, admitted, rest.get()));
  }

  /** Asks the evaluator before anybody is told. */
  private Request checked(Request request) {
    if (!child.admits(request) || parent.admits(request)) {
      throw new IllegalStateException("not a counter-example: " + request);
    }
    return request;
  }
}
