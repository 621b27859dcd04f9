package io.deputy.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for a {@link Certificate}, or for a request that shows that there is none, by taking the
 * parent's capabilities away from each of the child's, one after the other. Deciding this is
 * coNP-hard, so the work is bounded in steps, not in time: the same question has the same answer
 * everywhere.
 */
final class Search {
  /** The most comparisons of one dimension in one decision; about a second's work. */
  static final long MAX_STEPS = 10_000_000;

  /** The most splits above one piece; bounds the stack, and the depth of the certificate. */
  static final int MAX_SPLITS = 400;

  private final Rights child;
  private final Rights parent;
  private long steps;

  /** The parent's capabilities in the space of the current child capability. */
  private List<Box> parents = List.of();

  /** Why the search ended without a certificate. */
  private Containment verdict = new Containment.TooHard();

  private Search(Rights child, Rights parent) {
    this.child = child;
    this.parent = parent;
  }

  static Containment decide(Rights child, Rights parent) {
    return new Search(child, parent).decide();
  }

  private Containment decide() {
    List<Certificate.Cover> covers = new ArrayList<>();
    for (Capability capability : child.capabilities()) {
      Set<Capability> related = Space.related(capability, parent.capabilities());
      steps += Space.cost(capability, related);
      if (steps > MAX_STEPS) {
        return verdict;
      }
      Space space = Space.of(capability, related);
      parents = space.boxes(parent.capabilities(), related);
      Optional<Certificate.Cover> cover = cover(space.box(capability), 0, 0);
      if (cover.isEmpty()) {
        return verdict;
      }
      covers.add(cover.get());
    }
    return new Containment.Within(new Certificate(covers));
  }

  /**
   * How the parent's capabilities from number {@code from} on cover a piece; empty if the search is
   * over.
   */
  private Optional<Certificate.Cover> cover(Box piece, int from, int splits) {
    if (piece.isEmpty()) {
      return Optional.of(new Certificate.Nothing());
    }
    steps += piece.size() * (1L + parents.size() - from);
    if (steps > MAX_STEPS || splits > MAX_SPLITS) {
      return Optional.empty();
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
    verdict = new Containment.Exceeds(checked(piece.sample()));
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
