package io.deputy.capability;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether one constraint, or one capability, lies within another one as the words stand: a few
 * rules, no search. "Yes" is certain. "No" means that these rules do not say so, as where several
 * capabilities together cover one; {@link Search} decides that.
 */
final class Subsumption {
  private Subsumption() {}

  /** Whether every request that {@code child} admits, {@code parent} admits. */
  static boolean isWithin(Capability child, Capability parent) {
    if (child.kind() != parent.kind() || !child.server().equals(parent.server())) {
      return false;
    }
    List<Constraint> inner = child.onFields();
    List<Constraint> outer = parent.onFields();
    for (int i = 0; i < inner.size(); i++) {
      if (!isWithin(inner.get(i), outer.get(i))) {
        return false;
      }
    }
    return !(child instanceof Capability.Mcp c && parent instanceof Capability.Mcp p)
        || argumentsAreWithin(c, p);
  }

  private static boolean argumentsAreWithin(Capability.Mcp child, Capability.Mcp parent) {
    for (Map.Entry<Pointer, Constraint> named : parent.arguments().entrySet()) {
      if (!isWithin(child.on(named.getKey()), Optional.of(named.getValue()))) {
        return false;
      }
    }
    if (parent.otherArguments() == Capability.OtherArguments.ALLOW) {
      return true;
    }
    if (child.otherArguments() == Capability.OtherArguments.ALLOW) {
      return false;
    }
    for (Map.Entry<Pointer, Constraint> named : child.arguments().entrySet()) {
      boolean everything = named.getValue() instanceof Constraint.Wildcard;
      if (everything
          ? !parent.isFree(named.getKey())
          : !isWithin(Optional.of(named.getValue()), parent.on(named.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** No constraint demands absence, which a wildcard admits. */
  private static boolean isWithin(Optional<Constraint> child, Optional<Constraint> parent) {
    if (child.isEmpty()) {
      return parent.isEmpty() || parent.get() instanceof Constraint.Wildcard;
    }
    return parent.isPresent() && isWithin(child.get(), parent.get());
  }

  /** Whether every value that {@code child} admits, {@code parent} admits. */
  static boolean isWithin(Constraint child, Constraint parent) {
    if (parent instanceof Constraint.Wildcard || child.equals(parent)) {
      return true;
    }
    if (child instanceof Constraint.Exact exact) {
      return parent.admits(Optional.of(exact.value()));
    }
    if (child instanceof Constraint.OneOf oneOf) {
      return allAdmitted(oneOf.values(), parent);
    }
    if (parent instanceof Constraint.All all) {
      return all.members().stream().allMatch(m -> isWithin(child, m));
    }
    if (child instanceof Constraint.Any any) {
      return any.members().stream().allMatch(m -> isWithin(m, parent));
    }
    if (child instanceof Constraint.All all
        && all.members().stream().anyMatch(m -> isWithin(m, parent))) {
      return true;
    }
    if (parent instanceof Constraint.Any any) {
      return any.members().stream().anyMatch(m -> isWithin(child, m));
    }
    return leafIsWithin(child, parent);
  }

  private static boolean allAdmitted(List<Value.Scalar> values, Constraint parent) {
    for (Value.Scalar value : values) {
      if (!parent.admits(Optional.of(value))) {
        return false;
      }
    }
    return true;
  }

  private static boolean leafIsWithin(Constraint child, Constraint parent) {
    if (parent instanceof Constraint.Prefix p) {
      return child instanceof Constraint.Prefix c
          ? c.prefix().startsWith(p.prefix())
          : p.prefix().isEmpty() && child.forms().stream().anyMatch(Form::isOfStrings);
    }
    if (child instanceof Constraint.Range c && parent instanceof Constraint.Range p) {
      return c.min().orElse(Long.MIN_VALUE) >= p.min().orElse(Long.MIN_VALUE)
          && c.max().orElse(Long.MAX_VALUE) <= p.max().orElse(Long.MAX_VALUE);
    }
    if (child instanceof Constraint.Subpath c && parent instanceof Constraint.Subpath p) {
      return p.covers(c.root());
    }
    if (child instanceof Constraint.Url c && parent instanceof Constraint.Url p) {
      return p.covers(c.base());
    }
    if (child instanceof Constraint.Cidr c && parent instanceof Constraint.Cidr p) {
      return p.bits() <= c.bits() && p.covers(c.network());
    }
    return listIsWithin(child, parent);
  }

  private static boolean listIsWithin(Constraint child, Constraint parent) {
    if (child instanceof Constraint.NotOneOf c && parent instanceof Constraint.NotOneOf p) {
      return Scalars.containsAll(c.values(), p.values());
    }
    if (child instanceof Constraint.Subset c && parent instanceof Constraint.Subset p) {
      return Scalars.containsAll(p.values(), c.values());
    }
    if (child instanceof Constraint.Contains c && parent instanceof Constraint.Contains p) {
      return Scalars.containsAll(c.values(), p.values());
    }
    return false;
  }
}
