package io.deputy.capability;

import static io.deputy.capability.Describe.list;
import static io.deputy.capability.Describe.quote;
import static io.deputy.capability.Describe.value;
import static io.deputy.capability.Describe.word;

import java.util.List;
import java.util.stream.Collectors;

/** Constraints in words, to stand after what is constrained. */
final class ConstraintWords {
  private ConstraintWords() {}

  static String of(Constraint constraint) {
    if (constraint instanceof Constraint.All all) {
      return joined(all.members(), " and ");
    }
    if (constraint instanceof Constraint.Any any) {
      return joined(any.members(), " or ");
    }
    return ofLists(constraint);
  }

  /**
   * To stand before or after other words that join: with parentheses where they could be misread.
   */
  static String closed(Constraint constraint) {
    boolean joins = constraint instanceof Constraint.All || constraint instanceof Constraint.Any;
    return joins ? "(" + of(constraint) + ")" : of(constraint);
  }

  /** Lists stand in parentheses too: what is joined to one could be read as part of it. */
  private static String joined(List<Constraint> members, String word) {
    return members.stream()
        .map(m -> isList(m) ? "(" + of(m) + ")" : closed(m))
        .collect(Collectors.joining(word));
  }

  private static boolean isList(Constraint constraint) {
    return constraint instanceof Constraint.OneOf
        || constraint instanceof Constraint.NotOneOf
        || constraint instanceof Constraint.Contains
        || constraint instanceof Constraint.Subset;
  }

  private static String ofLists(Constraint constraint) {
    if (constraint.equals(Constraint.NOTHING)
        || (constraint instanceof Constraint.Subset s && s.values().isEmpty())) {
      return "is nothing at all";
    }
    if (constraint instanceof Constraint.OneOf o) {
      return "is one of " + list(o.values(), Describe::value);
    }
    if (constraint instanceof Constraint.NotOneOf n) {
      String type =
          switch (Scalars.form(n.values().get(0))) {
            case INTEGER -> "an integer";
            case BOOLEAN -> "a boolean";
            default -> "a string";
          };
      return "is " + type + " that is none of " + list(n.values(), Describe::value);
    }
    if (constraint instanceof Constraint.Contains c) {
      return "contains all of " + list(c.values(), Describe::value);
    }
    return constraint instanceof Constraint.Subset s
        ? "has only elements of " + list(s.values(), Describe::value)
        : ofOne(constraint);
  }

  private static String ofOne(Constraint constraint) {
    if (constraint instanceof Constraint.Exact e) {
      return "is " + value(e.value());
    }
    if (constraint instanceof Constraint.Prefix p) {
      return p.prefix().isEmpty() ? "is any string" : "starts with " + quote(p.prefix());
    }
    if (constraint instanceof Constraint.Range r) {
      return range(r);
    }
    if (constraint instanceof Constraint.Subpath s) {
      return "lies at or below " + word(new Value.Text(s.root()));
    }
    if (constraint instanceof Constraint.Cidr c) {
      return "is an address in " + c.network() + "/" + c.bits();
    }
    if (constraint instanceof Constraint.Url u) {
      return "is a URL at or below " + word(new Value.Text(u.base().text()));
    }
    return "is anything or absent";
  }

  private static String range(Constraint.Range range) {
    if (range.min().isPresent() && range.max().isPresent()) {
      return "is an integer from " + range.min().getAsLong() + " to " + range.max().getAsLong();
    }
    if (range.min().isPresent()) {
      return "is an integer of at least " + range.min().getAsLong();
    }
    return range.max().isPresent()
        ? "is an integer of at most " + range.max().getAsLong()
        : "is an integer";
  }
}
