package io.deputy.minting;

import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Pointer;
import io.deputy.capability.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a capability as the body of a rule: one predicate for each dimension that is constrained.
 */
final class CapabilityEncoder {
  private static final String LEAVES = "p";
  private static final String LEAF = "x";

  private final List<Predicate> body = new ArrayList<>();
  private final List<Expression> expressions = new ArrayList<>();

  private CapabilityEncoder() {}

  /** {@code head <- body}, where the body holds exactly for the requests that are admitted. */
  static Rule encode(Predicate head, Capability capability) {
    CapabilityEncoder encoder = new CapabilityEncoder();
    if (capability instanceof Capability.Mcp mcp) {
      encoder.mcp(mcp);
    } else if (capability instanceof Capability.Http http) {
      encoder.http(http);
    } else {
      throw new IllegalStateException("no encoding for " + capability.getClass());
    }
    return new Rule(head, encoder.body, encoder.expressions, List.of());
  }

  private void mcp(Capability.Mcp mcp) {
    body.add(Predicate.of("resource", text("mcp"), text(mcp.server())));
    dimension("operation", mcp.methods());
    dimension("name", mcp.names());
    int number = 0;
    for (Map.Entry<Pointer, Constraint> argument : mcp.arguments().entrySet()) {
      if (!(argument.getValue() instanceof Constraint.Wildcard)) {
        argument(argument.getKey(), argument.getValue(), "a" + number);
        number++;
      }
    }
    if (mcp.otherArguments() == Capability.OtherArguments.DENY) {
      leaves(mcp.arguments());
    }
  }

  private void http(Capability.Http http) {
    body.add(Predicate.of("resource", text("http"), text(http.server())));
    dimension("operation", http.methods());
    dimension("name", http.paths());
    dimension("query", http.query());
  }

  private void dimension(String name, Constraint constraint) {
    if (!(constraint instanceof Constraint.Wildcard)) {
      body.add(Predicate.of(name, constrained(constraint, name)));
    }
  }

  private void argument(Pointer place, Constraint constraint, String variable) {
    body.add(
        Predicate.of(
            predicateFor(constraint), text(place.text()), constrained(constraint, variable)));
  }

  private static String predicateFor(Constraint constraint) {
    if (constraint instanceof Constraint.Exact exact) {
      return predicateFor(exact.value());
    }
    if (constraint instanceof Constraint.OneOf oneOf) {
      return predicateFor(oneOf.values().get(0));
    }
    return constraint instanceof Constraint.Range ? "arg_int" : "arg";
  }

  private static String predicateFor(Value.Scalar value) {
    if (value instanceof Value.Int) {
      return "arg_int";
    }
    return value instanceof Value.Bool ? "arg_bool" : "arg";
  }

  /** The term that stands in the predicate; what else must hold of it goes to the expressions. */
  private Term constrained(Constraint constraint, String name) {
    if (constraint instanceof Constraint.Exact exact) {
      return scalar(exact.value());
    }
    Term variable = new Term.Variable(name);
    if (constraint instanceof Constraint.OneOf oneOf) {
      expressions.add(
          contains(oneOf.values().stream().map(CapabilityEncoder::scalar).toList(), variable));
    } else if (constraint instanceof Constraint.Prefix prefix) {
      if (!prefix.prefix().isEmpty()) {
        expressions.add(binary(variable, text(prefix.prefix()), Op.BinaryKind.PREFIX));
      }
    } else if (constraint instanceof Constraint.Range range) {
      range
          .min()
          .ifPresent(
              min ->
                  expressions.add(
                      binary(variable, new Term.Int(min), Op.BinaryKind.GREATER_OR_EQUAL)));
      range
          .max()
          .ifPresent(
              max ->
                  expressions.add(
                      binary(variable, new Term.Int(max), Op.BinaryKind.LESS_OR_EQUAL)));
    } else {
      throw new IllegalStateException("no encoding for " + constraint.getClass());
    }
    return variable;
  }

  /** Every leaf is named, or lies under a named wildcard. */
  private void leaves(Map<Pointer, Constraint> arguments) {
    Term leaves = new Term.Variable(LEAVES);
    body.add(Predicate.of("arg_paths", leaves));
    List<Term> at = new ArrayList<>();
    List<Term> below = new ArrayList<>();
    arguments.forEach(
        (place, constraint) -> {
          at.add(text(place.text()));
          if (constraint instanceof Constraint.Wildcard) {
            below.add(text(place.text() + "/"));
          }
        });
    if (below.isEmpty()) {
      expressions.add(contains(at, leaves));
      return;
    }
    Term leaf = new Term.Variable(LEAF);
    List<Op> every = new ArrayList<>(contains(at, leaf).ops());
    for (Term prefix : below) {
      every.addAll(binary(leaf, prefix, Op.BinaryKind.PREFIX).ops());
      every.add(new Op.Binary(Op.BinaryKind.OR, Optional.empty()));
    }
    expressions.add(
        new Expression(
            List.of(
                new Op.Push(leaves),
                new Op.Closure(List.of(LEAF), every),
                new Op.Binary(Op.BinaryKind.ALL, Optional.empty()))));
  }

  static Expression contains(List<Term> members, Term variable) {
    return binary(new Term.SetOf(members), variable, Op.BinaryKind.CONTAINS);
  }

  static Expression binary(Term left, Term right, Op.BinaryKind kind) {
    return new Expression(
        List.of(new Op.Push(left), new Op.Push(right), new Op.Binary(kind, Optional.empty())));
  }

  static Term text(String value) {
    return new Term.Str(value);
  }

  private static Term scalar(Value.Scalar value) {
    if (value instanceof Value.Text text) {
      return text(text.value());
    }
    if (value instanceof Value.Int number) {
      return new Term.Int(number.value());
    }
    return new Term.Bool(((Value.Bool) value).value());
  }
}
