package io.deputy.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What two constraints both admit, as one constraint: merged where one of the words says it, and
 * {@code all} of both where none does.
 */
final class Meet {
  /** Members of an {@code any} that are merged one by one; larger ones are kept whole. */
  private static final int MAX_DISTRIBUTED = 16;

  private Meet() {}

  /** Empty only if nothing at all is admitted by both; it may hold a constraint like that too. */
  static Optional<Constraint> of(Constraint a, Constraint b) {
    if (a.equals(b) || b instanceof Constraint.Wildcard) {
      return Optional.of(a);
    }
    if (a instanceof Constraint.Wildcard) {
      return Optional.of(b);
    }
    if (isFinite(a) || isFinite(b)) {
      return isFinite(a) ? filtered(a, b) : filtered(b, a);
    }
    if (a.forms().isEmpty() || b.forms().isEmpty() || areApart(a.forms(), b.forms())) {
      return Optional.empty();
    }
    return fold(parts(a), parts(b));
  }

  /** Exact values are only what they are: those that the other one admits are left. */
  private static Optional<Constraint> filtered(Constraint values, Constraint other) {
    Predicate<Value.Scalar> admitted = v -> other.admits(Optional.of(v));
    if (values instanceof Constraint.Exact exact) {
      return admitted.test(exact.value()) ? Optional.of(exact) : Optional.empty();
    }
    List<Value.Scalar> left =
        ((Constraint.OneOf) values).values().stream().filter(admitted).toList();
    return left.isEmpty() ? Optional.empty() : Optional.of(new Constraint.OneOf(left));
  }

  private static boolean isFinite(Constraint constraint) {
    return constraint instanceof Constraint.Exact || constraint instanceof Constraint.OneOf;
  }

  /** Whether no value has a form of each. Strings of two derived forms are caught later. */
  private static boolean areApart(Set<Form> a, Set<Form> b) {
    Form one = a.iterator().next();
    Form other = b.iterator().next();
    return one != other && !(one.isOfStrings() && other.isOfStrings());
  }

  private static List<Constraint> parts(Constraint constraint) {
    return constraint instanceof Constraint.All all ? all.members() : List.of(constraint);
  }

  private static Optional<Constraint> fold(List<Constraint> first, List<Constraint> second) {
    List<Constraint> folded = new ArrayList<>(first);
    for (Constraint part : second) {
      Constraint merged = part;
      for (int i = 0; i < folded.size(); i++) {
        Optional<Constraint> both = merged(folded.get(i), merged);
        if (both.isPresent()) {
          // What came of it may merge with the others in turn.
          folded.remove(i);
          merged = both.get();
          i = -1;
        }
      }
      if (merged.equals(Constraint.NOTHING)) {
        return Optional.empty();
      }
      folded.add(merged);
    }
    return Optional.of(folded.size() == 1 ? folded.get(0) : new Constraint.All(folded));
  }

  /** One constraint for two, {@link Constraint#NOTHING} included; none if both must stand. */
  private static Optional<Constraint> merged(Constraint a, Constraint b) {
    if (a.equals(b)) {
      return Optional.of(a);
    }
    if (isFinite(a) || isFinite(b)) {
      return Optional.of(of(a, b).orElse(Constraint.NOTHING));
    }
    if (a instanceof Constraint.Any || b instanceof Constraint.Any) {
      return a instanceof Constraint.Any any
          ? distributed(any, b)
          : distributed((Constraint.Any) b, a);
    }
    if (isNested(a) && a.getClass().equals(b.getClass())) {
      return Optional.of(
          Subsumption.isWithin(a, b) ? a : Subsumption.isWithin(b, a) ? b : Constraint.NOTHING);
    }
    if (a instanceof Constraint.Range p && b instanceof Constraint.Range q) {
      return range(p, q);
    }
    return lists(a, b);
  }

  /** Whether of any two of its kind, one lies within the other or they have nothing in common. */
  private static boolean isNested(Constraint constraint) {
    return constraint instanceof Constraint.Prefix
        || constraint instanceof Constraint.Subpath
        || constraint instanceof Constraint.Url
        || constraint instanceof Constraint.Cidr;
  }

  private static Optional<Constraint> lists(Constraint a, Constraint b) {
    if (a instanceof Constraint.NotOneOf p
        && b instanceof Constraint.NotOneOf q
        && p.forms().equals(q.forms())) {
      return Optional.of(new Constraint.NotOneOf(union(p.values(), q.values())));
    }
    if (a instanceof Constraint.Contains p && b instanceof Constraint.Contains q) {
      return Optional.of(
          sameType(p.values(), q.values())
              ? new Constraint.Contains(union(p.values(), q.values()))
              : Constraint.NOTHING);
    }
    if (a instanceof Constraint.Subset p && b instanceof Constraint.Subset q) {
      List<Value.Scalar> both =
          p.values().stream().filter(v -> Scalars.contains(q.values(), Optional.of(v))).toList();
      return Optional.of(both.isEmpty() ? Constraint.NOTHING : new Constraint.Subset(both));
    }
    return Optional.empty();
  }

  /** Only where each member merges with it: otherwise the {@code any} would only grow. */
  private static Optional<Constraint> distributed(Constraint.Any any, Constraint other) {
    if (other instanceof Constraint.Any || any.members().size() > MAX_DISTRIBUTED) {
      return Optional.empty();
    }
    List<Constraint> members = new ArrayList<>();
    for (Constraint member : any.members()) {
      Optional<Constraint> both =
          member instanceof Constraint.All ? Optional.empty() : merged(member, other);
      if (both.isEmpty()) {
        return Optional.empty();
      }
      members.add(both.get());
    }
    return Optional.of(Join.of(members));
  }

  private static Optional<Constraint> range(Constraint.Range a, Constraint.Range b) {
    OptionalLong low = tighter(a.min(), b.min(), 1);
    OptionalLong high = tighter(a.max(), b.max(), -1);
    boolean empty = low.isPresent() && high.isPresent() && low.getAsLong() > high.getAsLong();
    return Optional.of(empty ? Constraint.NOTHING : new Constraint.Range(low, high));
  }

  /** The tighter of two ends: the higher one, or the lower one if {@code sign} is -1. */
  private static OptionalLong tighter(OptionalLong a, OptionalLong b, int sign) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return sign * Long.compare(a.getAsLong(), b.getAsLong()) > 0 ? a : b;
  }

  private static boolean sameType(List<Value.Scalar> a, List<Value.Scalar> b) {
    return a.get(0).getClass().equals(b.get(0).getClass());
  }

  private static List<Value.Scalar> union(List<Value.Scalar> a, List<Value.Scalar> b) {
    Set<Value.Scalar> union = new TreeSet<>(Scalars.ORDER);
    union.addAll(a);
    union.addAll(b);
    return List.copyOf(union);
  }
}
