package io.deputy.minting;

import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Dimension;
import io.deputy.capability.Form;
import io.deputy.capability.Pointer;
import io.deputy.chain.FactNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a capability as the body of a rule: one predicate for each dimension that is constrained,
 * and for arguments one for each form that is looked at.
 */
final class CapabilityEncoder {
  private static final String PLACES = "p";
  private static final String LEAF = "x";

  private final List<Predicate> body = new ArrayList<>();
  private final List<Expression> expressions = new ArrayList<>();
  private int arguments;

  private CapabilityEncoder() {}

  /**
   * {@code head <- body}, where the body holds exactly for the requests that are admitted.
   *
   * @throws IllegalArgumentException if a dimension admits nothing: no token says that
   */
  static Rule encode(Predicate head, Capability capability) {
    CapabilityEncoder encoder = new CapabilityEncoder();
    encoder.body.add(
        Predicate.of(
            FactNames.RESOURCE, text(capability.kind().wire()), text(capability.server())));
    capability.constraints().forEach(encoder::dimension);
    if (capability instanceof Capability.Mcp mcp
        && mcp.otherArguments() == Capability.OtherArguments.DENY) {
      encoder.leaves(mcp.arguments());
    }
    return new Rule(head, encoder.body, encoder.expressions, List.of());
  }

  private void dimension(Dimension dimension, Constraint constraint) {
    if (constraint instanceof Constraint.Wildcard) {
      return;
    }
    if (constraint.forms().isEmpty()) {
      throw new IllegalArgumentException(dimension.text() + " admits nothing");
    }
    if (dimension instanceof Dimension.Argument argument) {
      argument(argument.pointer(), constraint);
      return;
    }
    Optional<String> fact = FactNames.of((Dimension.Field) dimension);
    if (fact.isEmpty()) {
      argument(FactNames.PUSH_URL, constraint);
    } else {
      // A path is a string too, and what is said of either is said of the one fact.
      Form form = constraint.forms().equals(Set.of(Form.INTEGER)) ? Form.INTEGER : Form.TEXT;
      write(List.of(), fact.get(), form, parts(constraint), fact.get());
    }
  }

  private void argument(Pointer place, Constraint constraint) {
    for (Form form : constraint.forms()) {
      List<Constraint> members =
          parts(constraint).stream().filter(m -> m.forms().contains(form)).toList();
      write(List.of(text(place.text())), FactNames.of(form), form, members, "a" + arguments);
      arguments++;
    }
  }

  private void write(
      List<Term> before, String fact, Form form, List<Constraint> members, String variable) {
    ConstraintEncoder.Encoded encoded = ConstraintEncoder.encode(form, members, variable);
    List<Term> terms = new ArrayList<>(before);
    terms.addAll(encoded.terms());
    body.add(new Predicate(fact, terms));
    expressions.addAll(encoded.expressions());
  }

  /** Constraints that must all hold. */
  private static List<Constraint> parts(Constraint constraint) {
    List<Constraint> parts =
        constraint instanceof Constraint.All all ? all.members() : List.of(constraint);
    if (parts.stream().anyMatch(p -> p.forms().size() != 1)) {
      throw new IllegalArgumentException("not one form: " + constraint);
    }
    return parts;
  }

  /** Every leaf is named, or lies under a named wildcard. */
  private void leaves(Map<Pointer, Constraint> arguments) {
    Term leaves = new Term.Variable(PLACES);
    body.add(Predicate.of(FactNames.LEAVES, leaves));
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
    return new Expression(Ops.binary(left, right, kind));
  }

  static Term text(String value) {
    return new Term.Str(value);
  }
}
