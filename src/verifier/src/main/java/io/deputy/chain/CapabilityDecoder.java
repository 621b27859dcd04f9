package io.deputy.chain;

import static io.deputy.chain.NotOurs.require;

import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Dimension;
import io.deputy.capability.Form;
import io.deputy.capability.Kind;
import io.deputy.capability.Pointer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a capability back from the body of a rule. It knows exactly the bodies that an issuer
 * writes: whatever it does not understand in full it does not read at all, so a capability that is
 * shown is the capability that binds.
 */
final class CapabilityDecoder {
  private final Map<String, Predicate> fields = new HashMap<>();
  private final SortedMap<Pointer, Map<Form, Predicate>> arguments = new TreeMap<>();
  private final Map<String, Predicate> owners = new HashMap<>();

  /** By the very predicate, not by what it says: no two of one body say the same. */
  private final IdentityHashMap<Predicate, List<Condition>> conditions = new IdentityHashMap<>();

  private final List<Expression> onLeaves = new ArrayList<>();

  private CapabilityDecoder() {}

  /** The capability that {@code body} states, or nothing if it is not one that an issuer writes. */
  static Optional<Capability> decode(Rule body) {
    try {
      CapabilityDecoder decoder = new CapabilityDecoder();
      for (Predicate predicate : body.body()) {
        decoder.note(predicate);
      }
      for (Expression expression : body.expressions()) {
        decoder.note(expression);
      }
      Capability capability = decoder.capability();
      decoder.requireEverythingRead();
      return Optional.of(capability);
    } catch (NotOurs | IllegalArgumentException e) {
      // The second: well-formed Datalog that names what no right can, such as too deep a place.
      return Optional.empty();
    }
  }

  private void note(Predicate predicate) throws NotOurs {
    Optional<Form> form = FactNames.form(predicate.name());
    if (form.isPresent()) {
      require(!predicate.terms().isEmpty());
      Pointer place = new Pointer(ConstraintDecoder.text(predicate.terms().get(0)));
      Map<Form, Predicate> here = arguments.computeIfAbsent(place, p -> new EnumMap<>(Form.class));
      require(here.put(form.get(), predicate) == null);
    } else {
      require(fields.put(predicate.name(), predicate) == null);
    }
    for (Term term : predicate.terms()) {
      if (term instanceof Term.Variable variable) {
        require(owners.put(variable.name(), predicate) == null);
      }
    }
  }

  /** Gives an expression to the predicate whose variables it is about. */
  private void note(Expression expression) throws NotOurs {
    if (isOnLeaves(expression)) {
      onLeaves.add(expression);
      return;
    }
    ConditionReader.Read read = ConditionReader.read(expression);
    // A variable of another predicate beside it is found when the owner's conditions are read.
    Predicate owner = owners.get(read.variable());
    conditions.computeIfAbsent(owner, p -> new ArrayList<>()).add(read.condition());
  }

  private boolean isOnLeaves(Expression expression) {
    Predicate leaves = fields.get(FactNames.LEAVES);
    if (leaves != null) {
      for (Term term : leaves.terms()) {
        if (term instanceof Term.Variable && expression.ops().contains(new Op.Push(term))) {
          return true;
        }
      }
    }
    return false;
  }

  private Capability capability() throws NotOurs {
    Predicate resource = fields.remove(FactNames.RESOURCE);
    require(resource != null && resource.terms().size() == 2);
    Kind kind =
        Kind.ofWire(ConstraintDecoder.text(resource.terms().get(0))).orElseThrow(NotOurs::new);
    String server = ConstraintDecoder.text(resource.terms().get(1));
    Map<Dimension.Field, Constraint> constraints = new HashMap<>();
    for (Dimension.Field field : kind.fields()) {
      constraints.put(field, field(kind, field));
    }
    if (kind == Kind.MCP) {
      return mcp(server, constraints);
    }
    require(arguments.isEmpty());
    return kind.capability(server, constraints);
  }

  private Constraint field(Kind kind, Dimension.Field field) throws NotOurs {
    Optional<String> name = FactNames.of(field);
    if (name.isEmpty()) {
      Map<Form, Predicate> place = arguments.remove(FactNames.PUSH_URL);
      return place == null ? Constraint.ANYTHING : argument(place);
    }
    Predicate predicate = fields.remove(name.get());
    if (predicate == null) {
      return Constraint.ANYTHING;
    }
    Set<Form> forms = kind.forms(field);
    Form form = forms.contains(Form.INTEGER) ? Form.INTEGER : Form.TEXT;
    return ConstraintDecoder.both(
        ConstraintDecoder.decode(form, forms, predicate.terms(), conditionsOn(predicate)));
  }

  /** What must hold of each form of the value at one place. */
  private Constraint argument(Map<Form, Predicate> byForm) throws NotOurs {
    List<Constraint> members = new ArrayList<>();
    for (Map.Entry<Form, Predicate> each : byForm.entrySet()) {
      Predicate predicate = each.getValue();
      members.addAll(
          ConstraintDecoder.decode(
              each.getKey(),
              EnumSet.of(each.getKey()),
              predicate.terms().subList(1, predicate.terms().size()),
              conditionsOn(predicate)));
    }
    return ConstraintDecoder.both(members);
  }

  private List<Condition> conditionsOn(Predicate predicate) {
    return Optional.ofNullable(conditions.remove(predicate)).orElse(List.of());
  }

  private Capability mcp(String server, Map<Dimension.Field, Constraint> constraints)
      throws NotOurs {
    SortedMap<Pointer, Constraint> named = new TreeMap<>();
    for (Map.Entry<Pointer, Map<Form, Predicate>> argument : arguments.entrySet()) {
      named.put(argument.getKey(), argument(argument.getValue()));
    }
    Predicate leaves = fields.remove(FactNames.LEAVES);
    if (leaves != null) {
      for (Pointer wildcard : wildcards(leaves, named.keySet())) {
        require(named.put(wildcard, Constraint.ANYTHING) == null);
      }
    }
    return new Capability.Mcp(
        server,
        constraints.get(Dimension.Field.METHODS),
        constraints.get(Dimension.Field.NAMES),
        named,
        leaves == null ? Capability.OtherArguments.ALLOW : Capability.OtherArguments.DENY);
  }

  /** Reads which leaves may occur: those that are constrained, and wildcards, which it returns. */
  private Set<Pointer> wildcards(Predicate predicate, Set<Pointer> constrained) throws NotOurs {
    require(predicate.terms().size() == 1 && onLeaves.size() == 1);
    Shapes.Leaves leaves = Shapes.leaves(onLeaves.remove(0)).orElseThrow(NotOurs::new);
    Set<Pointer> wildcards = new TreeSet<>();
    for (String prefix : leaves.below()) {
      require(prefix.endsWith("/"));
      require(wildcards.add(new Pointer(prefix.substring(0, prefix.length() - 1))));
    }
    Set<Pointer> listed = new TreeSet<>();
    for (String at : leaves.at()) {
      require(listed.add(new Pointer(at)));
    }
    Set<Pointer> expected = new TreeSet<>(constrained);
    expected.addAll(wildcards);
    require(listed.equals(expected));
    return wildcards;
  }

  private void requireEverythingRead() throws NotOurs {
    require(fields.isEmpty() && conditions.isEmpty() && onLeaves.isEmpty());
  }
}
