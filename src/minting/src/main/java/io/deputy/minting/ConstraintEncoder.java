package io.deputy.minting;

import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Term;
import io.deputy.capability.Constraint;
import io.deputy.capability.Form;
import io.deputy.capability.IpAddress;
import io.deputy.chain.FactNames;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes constraints on the values of one predicate: the terms that stand in it, and what else must
 * hold of the variables among them.
 */
final class ConstraintEncoder {
  private static final Term SLASH = new Term.Str("/");

  private final Form form;
  private final List<Term> variables;

  private ConstraintEncoder(Form form, String variable) {
    this.form = form;
    this.variables =
        FactNames.parts(form).stream().<Term>map(p -> new Term.Variable(variable + p)).toList();
  }

  /** Terms of a predicate, and expressions that must all hold. */
  record Encoded(List<Term> terms, List<Expression> expressions) {
    Encoded {
      terms = List.copyOf(terms);
      expressions = List.copyOf(expressions);
    }
  }

  /**
   * Writes what must hold of a value.
   *
   * @param form of the values that the predicate has
   * @param members constraints that must all hold, at least one
   * @param variable the name to make variables of
   */
  static Encoded encode(Form form, List<Constraint> members, String variable) {
    ConstraintEncoder encoder = new ConstraintEncoder(form, variable);
    return members.size() == 1
        ? encoder.alone(members.get(0))
        : new Encoded(
            encoder.variables,
            members.stream().flatMap(m -> encoder.conjuncts(m).stream()).map(Ops::whole).toList());
  }

  /** Constants stand in the predicate, and what any value has is not said. */
  private Encoded alone(Constraint constraint) {
    if (constraint instanceof Constraint.Exact exact) {
      return new Encoded(List.of(Ops.scalar(exact.value())), List.of());
    }
    if (constraint instanceof Constraint.Url url) {
      return new Encoded(
          List.of(
              new Term.Str(url.base().scheme()),
              new Term.Str(url.base().host()),
              new Term.Int(url.base().port()),
              variables.get(3)),
          url.base().path().equals("/")
              ? List.of()
              : List.of(Ops.whole(below(variables.get(3), url.base().path()))));
    }
    return new Encoded(
        variables,
        isEverything(constraint)
            ? List.of()
            : conjuncts(constraint).stream().map(Ops::whole).toList());
  }

  /** Whether every value of the form is admitted. */
  private boolean isEverything(Constraint constraint) {
    return (form == Form.TEXT && constraint.equals(new Constraint.Prefix("")))
        || (form == Form.PATH && constraint.equals(new Constraint.Subpath("/")))
        || constraint.equals(new Constraint.Range(OptionalLong.empty(), OptionalLong.empty()))
        || (constraint instanceof Constraint.Cidr cidr && cidr.bits() == 0);
  }

  /** Conditions, at least one, that hold together where the constraint does. */
  private List<List<Op>> conjuncts(Constraint constraint) {
    if (constraint.forms().size() != 1) {
      throw new IllegalArgumentException("looks at no value, or at several: " + constraint);
    }
    Term value = variables.get(0);
    if (constraint instanceof Constraint.Exact exact) {
      return List.of(Ops.binary(value, Ops.scalar(exact.value()), Op.BinaryKind.STRICT_EQUAL));
    } else if (constraint instanceof Constraint.OneOf oneOf) {
      return List.of(Ops.binary(Ops.set(oneOf.values()), value, Op.BinaryKind.CONTAINS));
    } else if (constraint instanceof Constraint.NotOneOf none) {
      return List.of(
          Ops.then(
              Ops.binary(Ops.set(none.values()), value, Op.BinaryKind.CONTAINS),
              Op.UnaryKind.NEGATE));
    } else if (constraint instanceof Constraint.Prefix prefix) {
      return List.of(Ops.binary(value, new Term.Str(prefix.prefix()), Op.BinaryKind.PREFIX));
    } else if (constraint instanceof Constraint.Range range) {
      return range(range);
    } else if (constraint instanceof Constraint.Contains contains) {
      return List.of(Ops.binary(value, Ops.set(contains.values()), Op.BinaryKind.CONTAINS));
    } else if (constraint instanceof Constraint.Subset subset) {
      return List.of(Ops.binary(Ops.set(subset.values()), value, Op.BinaryKind.CONTAINS));
    } else if (constraint instanceof Constraint.Subpath subpath) {
      return List.of(below(value, subpath.root()));
    } else if (constraint instanceof Constraint.Url url) {
      return url(url);
    } else if (constraint instanceof Constraint.Cidr cidr) {
      return cidr(cidr);
    } else if (constraint instanceof Constraint.Any any) {
      return List.of(any(any));
    } else if (constraint instanceof Constraint.All all) {
      return all.members().stream().flatMap(m -> conjuncts(m).stream()).toList();
    }
    throw new IllegalStateException("no encoding for " + constraint.getClass());
  }

  /** Alternatives, grouped to the left; what each asks for is joined before they are. */
  private List<Op> any(Constraint.Any any) {
    List<List<Op>> alternatives = new ArrayList<>();
    for (Constraint member : any.members()) {
      List<List<Op>> conjuncts = new ArrayList<>();
      List<Constraint> parts =
          member instanceof Constraint.All all ? all.members() : List.of(member);
      for (Constraint part : parts) {
        for (List<Op> conjunct : conjuncts(part)) {
          conjuncts.add(
              part instanceof Constraint.Any ? Ops.then(conjunct, Op.UnaryKind.PARENS) : conjunct);
        }
      }
      alternatives.add(Ops.joined(conjuncts, Op.BinaryKind.AND));
    }
    return Ops.joined(alternatives, Op.BinaryKind.OR);
  }

  private List<List<Op>> range(Constraint.Range range) {
    List<List<Op>> ends = new ArrayList<>();
    boolean open = range.min().isEmpty() && range.max().isEmpty();
    if (range.min().isPresent() || open) {
      Term min = new Term.Int(range.min().orElse(Long.MIN_VALUE));
      ends.add(Ops.binary(variables.get(0), min, Op.BinaryKind.GREATER_OR_EQUAL));
    }
    range
        .max()
        .ifPresent(
            max ->
                ends.add(
                    Ops.binary(variables.get(0), new Term.Int(max), Op.BinaryKind.LESS_OR_EQUAL)));
    return ends;
  }

  /** {@code ($path + "/").starts_with(root + "/")}: the root itself, or a path below it. */
  private static List<Op> below(Term path, String root) {
    List<Op> ops =
        new ArrayList<>(Ops.then(Ops.binary(path, SLASH, Op.BinaryKind.ADD), Op.UnaryKind.PARENS));
    ops.addAll(
        Ops.ended(new Term.Str(root.endsWith("/") ? root : root + "/"), Op.BinaryKind.PREFIX));
    return ops;
  }

  private List<List<Op>> url(Constraint.Url url) {
    return List.of(
        equal(0, new Term.Str(url.base().scheme())),
        equal(1, new Term.Str(url.base().host())),
        equal(2, new Term.Int(url.base().port())),
        below(variables.get(3), url.base().path()));
  }

  /** Words of which the block has all bits are equal to one; one of which it has some is ranged. */
  private List<List<Op>> cidr(Constraint.Cidr cidr) {
    List<List<Op>> conditions = new ArrayList<>();
    List<Long> network = cidr.network().words();
    List<Long> end = cidr.last().words();
    for (int word = 0; word < variables.size(); word++) {
      int bits = cidr.bits() - IpAddress.WORD_BITS * word;
      Term first = new Term.Int(network.get(word));
      if (bits >= IpAddress.WORD_BITS) {
        conditions.add(equal(word, first));
      } else if (bits > 0 || (word == 0 && bits == 0)) {
        Term last = new Term.Int(end.get(word));
        conditions.add(Ops.binary(variables.get(word), first, Op.BinaryKind.GREATER_OR_EQUAL));
        conditions.add(Ops.binary(variables.get(word), last, Op.BinaryKind.LESS_OR_EQUAL));
      }
    }
    return conditions;
  }

  private List<Op> equal(int variable, Term constant) {
    return Ops.binary(variables.get(variable), constant, Op.BinaryKind.STRICT_EQUAL);
  }
}
