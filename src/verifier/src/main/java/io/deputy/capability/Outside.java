package io.deputy.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leaves other rights out of some. That can be said of a field where one of both lists its values;
 * else prefixes, ranges, arguments and absence have no complement among the constraints, so what
 * would take one is left out too.
 */
final class Outside {
  /** Pieces of one capability: a token has no room for more. Beyond it nothing of it is kept. */
  private static final int MAX_PIECES = 64;

  private Outside() {}

  static Rights of(Rights rights, Rights other) {
    return new Rights(
        rights.capabilities().stream()
            .flatMap(whole -> pieces(whole, other).stream())
            .distinct()
            .toList());
  }

  private static List<Capability> pieces(Capability whole, Rights other) {
    List<Capability> pieces = List.of(whole);
    for (Capability out : other.capabilities()) {
      pieces = pieces.stream().flatMap(piece -> pieces(piece, out).stream()).toList();
      if (pieces.size() > MAX_PIECES) {
        return List.of();
      }
    }
    return pieces;
  }

  /** One piece for each field that can differ, with the fields before it as they are in both. */
  private static List<Capability> pieces(Capability whole, Capability out) {
    if (whole.and(out).filter(both -> !both.isEmpty()).isEmpty()) {
      return List.of(whole);
    }
    List<Capability> pieces = new ArrayList<>();
    Capability rest = whole;
    for (int i = 0; i < out.onFields().size(); i++) {
      Constraint taken = out.onFields().get(i);
      Optional<Constraint> others = except(rest.onFields().get(i), taken);
      if (others.isPresent()) {
        narrowed(rest, i, others.get()).ifPresent(pieces::add);
        rest = narrowed(rest, i, taken).orElse(rest);
      }
    }
    return pieces;
  }

  /** What a constraint admits and another does not; empty if no constraint says so. */
  private static Optional<Constraint> except(Constraint all, Constraint taken) {
    List<Value.Scalar> listed = listed(all);
    if (!listed.isEmpty()) {
      return Optional.of(
          new Constraint.OneOf(
              listed.stream().filter(value -> !taken.admits(Optional.of(value))).toList()));
    }
    List<Value.Scalar> out = listed(taken);
    return out.isEmpty() ? Optional.empty() : Optional.of(new Constraint.NotOneOf(out));
  }

  private static List<Value.Scalar> listed(Constraint constraint) {
    if (constraint instanceof Constraint.Exact exact) {
      return List.of(exact.value());
    }
    return constraint instanceof Constraint.OneOf oneOf ? oneOf.values() : List.of();
  }

  private static Optional<Capability> narrowed(Capability capability, int field, Constraint to) {
    return Constraint.meet(capability.onFields().get(field), to)
        .map(met -> with(capability, field, met))
        .filter(narrowed -> !narrowed.isEmpty());
  }

  private static Capability with(Capability capability, int field, Constraint constraint) {
    List<Constraint> onFields = new ArrayList<>(capability.onFields());
    onFields.set(field, constraint);
    return capability instanceof Capability.Mcp mcp
        ? new Capability.Mcp(
            mcp.server(), onFields.get(0), onFields.get(1), mcp.arguments(), mcp.otherArguments())
        : capability.kind().capability(capability.server(), onFields);
  }
}
