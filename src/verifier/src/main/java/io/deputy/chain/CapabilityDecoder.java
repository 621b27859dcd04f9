package io.deputy.chain;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a capability back from the body of a rule. It knows exactly the bodies that an issuer
 * writes: whatever it does not understand in full it does not read at all, so a capability that is
 * shown is the capability that binds.
 */
final class CapabilityDecoder {
  private final Map<String, List<Expression>> expressionsByVariable = new HashMap<>();
  private final Map<String, Predicate> single = new HashMap<>();
  private final TreeMap<Pointer, Predicate> arguments = new TreeMap<>();
  private final Set<String> variables = new HashSet<>();

  private CapabilityDecoder() {}

  /** The capability that {@code body} states, or nothing if it is not one that an issuer writes. */
  static Optional<Capability> decode(Rule body) {
    try {
      CapabilityDecoder decoder = new CapabilityDecoder();
      decoder.collect(body);
      Capability capability = decoder.capability();
      decoder.requireEverythingRead();
      return Optional.of(capability);
    } catch (NotOurs | IllegalArgumentException e) {
      // The second: well-formed Datalog that names what no right can, such as too deep a place.
      return Optional.empty();
    }
  }

  private void collect(Rule body) throws NotOurs {
    for (Predicate predicate : body.body()) {
      if (predicate.name().equals("arg")
          || predicate.name().equals("arg_int")
          || predicate.name().equals("arg_bool")) {
        require(predicate.terms().size() == 2);
        require(arguments.put(pointer(predicate.terms().get(0)), predicate) == null);
      } else {
        require(single.put(predicate.name(), predicate) == null);
      }
      for (Term term : predicate.terms()) {
        if (term instanceof Term.Variable variable) {
          require(variables.add(variable.name()));
        }
      }
    }
    for (Expression expression : body.expressions()) {
      String variable = Shapes.constrainedVariable(expression).orElseThrow(NotOurs::new);
      require(variables.contains(variable));
      expressionsByVariable.computeIfAbsent(variable, v -> new ArrayList<>()).add(expression);
    }
  }

  private Capability capability() throws NotOurs {
    Predicate resource = single.remove("resource");
    require(resource != null && resource.terms().size() == 2);
    String kind = text(resource.terms().get(0));
    String server = text(resource.terms().get(1));
    if (kind.equals("mcp")) {
      return mcp(server);
    }
    require(kind.equals("http") && arguments.isEmpty());
    return new Capability.Http(
        server, dimension("operation"), dimension("name"), dimension("query"));
  }

  private Capability mcp(String server) throws NotOurs {
    Constraint methods = dimension("operation");
    Constraint names = dimension("name");
    TreeMap<Pointer, Constraint> constraints = new TreeMap<>();
    for (Map.Entry<Pointer, Predicate> argument : arguments.entrySet()) {
      Kind kind =
          switch (argument.getValue().name()) {
            case "arg_int" -> Kind.INT;
            case "arg_bool" -> Kind.BOOL;
            default -> Kind.TEXT;
          };
      constraints.put(argument.getKey(), constraint(argument.getValue().terms().get(1), kind));
    }
    Predicate paths = single.remove("arg_paths");
    if (paths == null) {
      return new Capability.Mcp(
          server, methods, names, constraints, Capability.OtherArguments.ALLOW);
    }
    require(paths.terms().size() == 1);
    Set<Pointer> listed = new TreeSet<>(constraints.keySet());
    for (Pointer wildcard : readListed(paths.terms().get(0), listed)) {
      require(constraints.put(wildcard, Constraint.ANYTHING) == null);
    }
    return new Capability.Mcp(server, methods, names, constraints, Capability.OtherArguments.DENY);
  }

  /** Reads which leaves may occur; returns the wildcards among them. */
  private Set<Pointer> readListed(Term paths, Set<Pointer> constrained) throws NotOurs {
    require(paths instanceof Term.Variable);
    String variable = ((Term.Variable) paths).name();
    List<Expression> expressions = expressionsByVariable.remove(variable);
    require(expressions != null && expressions.size() == 1);
    Shapes.Leaves leaves = Shapes.leaves(expressions.get(0)).orElseThrow(NotOurs::new);
    Set<Pointer> wildcards = new TreeSet<>();
    for (String prefix : leaves.below()) {
      require(prefix.endsWith("/"));
      require(wildcards.add(pointer(new Term.Str(prefix.substring(0, prefix.length() - 1)))));
    }
    Set<Pointer> listed = new TreeSet<>();
    for (String at : leaves.at()) {
      require(listed.add(pointer(new Term.Str(at))));
    }
    Set<Pointer> expected = new TreeSet<>(constrained);
    expected.addAll(wildcards);
    require(listed.equals(expected));
    return wildcards;
  }

  private Constraint dimension(String name) throws NotOurs {
    Predicate predicate = single.remove(name);
    if (predicate == null) {
      return Constraint.ANYTHING;
    }
    require(predicate.terms().size() == 1);
    return constraint(predicate.terms().get(0), Kind.TEXT);
  }

  private Constraint constraint(Term term, Kind kind) throws NotOurs {
    if (!(term instanceof Term.Variable variable)) {
      return new Constraint.Exact(scalar(term, kind));
    }
    List<Expression> expressions = expressionsByVariable.remove(variable.name());
    if (expressions == null) {
      require(kind != Kind.BOOL);
      return kind == Kind.TEXT
          ? new Constraint.Prefix("")
          : new Constraint.Range(OptionalLong.empty(), OptionalLong.empty());
    }
    Optional<List<Term>> members = Shapes.members(expressions.get(0));
    if (members.isPresent()) {
      require(expressions.size() == 1 && !members.get().isEmpty());
      List<Value.Scalar> values = new ArrayList<>();
      for (Term member : members.get()) {
        values.add(scalar(member, kind));
      }
      return new Constraint.OneOf(values);
    }
    return kind == Kind.TEXT ? prefix(expressions) : range(expressions, kind);
  }

  private static Constraint prefix(List<Expression> expressions) throws NotOurs {
    require(expressions.size() == 1);
    Term prefix =
        Shapes.operand(expressions.get(0), Op.BinaryKind.PREFIX).orElseThrow(NotOurs::new);
    require(!text(prefix).isEmpty());
    return new Constraint.Prefix(text(prefix));
  }

  private static Constraint range(List<Expression> expressions, Kind kind) throws NotOurs {
    require(kind == Kind.INT);
    OptionalLong min = OptionalLong.empty();
    OptionalLong max = OptionalLong.empty();
    for (Expression expression : expressions) {
      Optional<Term> low = Shapes.operand(expression, Op.BinaryKind.GREATER_OR_EQUAL);
      Optional<Term> high = Shapes.operand(expression, Op.BinaryKind.LESS_OR_EQUAL);
      if (low.isPresent() && low.get() instanceof Term.Int value && min.isEmpty()) {
        min = OptionalLong.of(value.value());
      } else if (high.isPresent() && high.get() instanceof Term.Int value && max.isEmpty()) {
        max = OptionalLong.of(value.value());
      } else {
        throw new NotOurs();
      }
    }
    return new Constraint.Range(min, max);
  }

  private void requireEverythingRead() throws NotOurs {
    require(single.isEmpty() && expressionsByVariable.isEmpty());
  }

  private static Value.Scalar scalar(Term term, Kind kind) throws NotOurs {
    if (kind == Kind.TEXT && term instanceof Term.Str text) {
      return new Value.Text(text.value());
    }
    if (kind == Kind.INT && term instanceof Term.Int number) {
      return new Value.Int(number.value());
    }
    if (kind == Kind.BOOL && term instanceof Term.Bool bool) {
      return new Value.Bool(bool.value());
    }
    throw new NotOurs();
  }

  private static Pointer pointer(Term term) throws NotOurs {
    try {
      return new Pointer(text(term));
    } catch (IllegalArgumentException e) {
      throw new NotOurs();
    }
  }

  private static String text(Term term) throws NotOurs {
    require(term instanceof Term.Str);
    return ((Term.Str) term).value();
  }

  private static void require(boolean condition) throws NotOurs {
    if (!condition) {
      throw new NotOurs();
    }
  }

  private enum Kind {
    TEXT,
    INT,
    BOOL
  }

  /** The body is not one that an issuer writes. */
  private static final class NotOurs extends Exception {
    private static final long serialVersionUID = 1L;

    NotOurs() {
      super(null, null, false, false);
    }
  }
}
