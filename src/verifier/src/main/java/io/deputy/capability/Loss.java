package io.deputy.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a hop took from one capability, for people.
 *
 * @param capability the capability of the parent
 * @param kept the pieces of it that the child has; none if all of it is lost
 * @param sample a request that the capability admits and the child does not; empty if finding one
 *     was too hard
 */
public record Loss(Capability capability, List<Kept> kept, Optional<Request> sample) {
  public Loss {
    Objects.requireNonNull(capability);
    kept = List.copyOf(kept);
    Objects.requireNonNull(sample);
  }

  /** Whether nothing of the capability is left. */
  public boolean isWhole() {
    return kept.isEmpty();
  }

  /**
   * A piece that the child has.
   *
   * @param capability the piece
   * @param changes where it is tighter than the parent's capability
   */
  public record Kept(Capability capability, List<Change> changes) {
    public Kept {
      Objects.requireNonNull(capability);
      changes = List.copyOf(changes);
    }
  }

  /**
   * One dimension that became tighter.
   *
   * @param dimension its name on the wire, or the argument's pointer
   * @param from what it took, in words
   * @param to what it takes now, in words
   */
  public record Change(String dimension, String from, String to) {}

  /**
   * What {@code child} has lost of {@code parent}: one entry for each capability not kept whole.
   */
  static List<Loss> between(Rights parent, Rights child) {
    List<Loss> losses = new ArrayList<>();
    for (Capability capability : parent.capabilities()) {
      Rights whole = new Rights(List.of(capability));
      Containment answer = whole.within(child);
      if (!(answer instanceof Containment.Within)) {
        List<Kept> kept =
            whole.intersect(child).simplified().capabilities().stream()
                .map(piece -> new Kept(piece, changes(capability, piece)))
                .toList();
        Optional<Request> sample =
            answer instanceof Containment.Exceeds e
                ? Optional.of(e.counterExample())
                : Optional.empty();
        losses.add(new Loss(capability, kept, sample));
      }
    }
    return losses;
  }

  private static List<Change> changes(Capability from, Capability to) {
    Set<Dimension> dimensions = new TreeSet<>(from.constraints().keySet());
    dimensions.addAll(to.constraints().keySet());
    List<Change> changes = new ArrayList<>();
    for (Dimension dimension : dimensions) {
      String before = Describe.dimension(from.on(dimension));
      String after = Describe.dimension(to.on(dimension));
      if (!before.equals(after)) {
        changes.add(new Change(dimension.text(), before, after));
      }
    }
    if (from instanceof Capability.Mcp f
        && to instanceof Capability.Mcp t
        && f.otherArguments() != t.otherArguments()) {
      changes.add(new Change("other_arguments", "are allowed", "are denied"));
    }
    return changes;
  }
}
