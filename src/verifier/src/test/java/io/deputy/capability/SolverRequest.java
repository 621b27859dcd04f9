package io.deputy.capability;

import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.CharSort;
import com.microsoft.z3.Context;
import com.microsoft.z3.ReExpr;
import com.microsoft.z3.SeqSort;
import io.deputy.capability.SolverValue.Sort;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A request as unknowns of a solver: a value for each field, for each argument that some capability
 * names, and for one argument more below each of those and below the root. More arguments than that
 * make no difference: they are denied or allowed like these.
 */
final class SolverRequest {
  private static final String UNNAMED = "unnamed";

  private final Context z;
  private final Capability child;
  private final List<Capability> parents;
  private final SortedMap<Dimension, SolverValue> values = new TreeMap<>();

  SolverRequest(Context z, Capability child, Rights parent) {
    this.z = z;
    this.child = child;
    this.parents =
        parent.capabilities().stream()
            .filter(p -> p.kind() == child.kind() && p.server().equals(child.server()))
            .toList();
    List<Capability> all = new ArrayList<>(parents);
    all.add(child);
    Set<Dimension> dimensions = new TreeSet<>(child.kind().fields());
    for (Capability capability : all) {
      dimensions.addAll(capability.constraints().keySet());
    }
    if (child.kind() == Kind.MCP) {
      for (Dimension dimension : List.copyOf(dimensions)) {
        if (dimension instanceof Dimension.Argument a) {
          dimensions.add(new Dimension.Argument(new Pointer(a.pointer().text() + "/" + UNNAMED)));
        }
      }
      dimensions.add(new Dimension.Argument(new Pointer("/" + UNNAMED)));
    }
    for (Dimension dimension : dimensions) {
      values.put(dimension, value(dimension, all));
    }
  }

  private SolverValue value(Dimension dimension, List<Capability> all) {
    Set<Form> forms = EnumSet.noneOf(Form.class);
    Set<String> literals = new TreeSet<>();
    List<Constraint> constraints =
        all.stream().flatMap(c -> Stream.ofNullable(c.constraints().get(dimension))).toList();
    for (Constraint constraint : constraints) {
      forms.addAll(constraint.forms());
      literals.addAll(SolverValue.literals(constraint));
    }
    if (dimension.equals(Dimension.Field.PATHS)) {
      forms.add(Form.PATH);
    }
    String odd = dimension instanceof Dimension.Field ? " " : "\u0001";
    SolverValue value = new SolverValue(z, dimension.text(), forms, literals, odd);
    constraints.forEach(value::mention);
    return value;
  }

  /** What is true of a request that the child admits and none of the parents does. */
  BoolExpr separating() {
    List<BoolExpr> facts = new ArrayList<>();
    values.forEach(
        (dimension, value) -> {
          facts.add(value.isValue());
          if (dimension instanceof Dimension.Field f) {
            facts.add(isNormal(f, value));
          }
        });
    for (Dimension above : values.keySet()) {
      for (Dimension below : values.keySet()) {
        if (above instanceof Dimension.Argument && below.text().startsWith(above.text() + "/")) {
          facts.add(z.mkNot(z.mkAnd(values.get(above).isPresent(), values.get(below).isPresent())));
        }
      }
    }
    facts.add(admits(child));
    parents.forEach(p -> facts.add(z.mkNot(admits(p))));
    return z.mkAnd(facts.toArray(new BoolExpr[0]));
  }

  private BoolExpr admits(Capability capability) {
    List<BoolExpr> all = new ArrayList<>();
    SortedMap<Dimension, Constraint> constraints = capability.constraints();
    for (Map.Entry<Dimension, SolverValue> entry : values.entrySet()) {
      Constraint constraint = constraints.get(entry.getKey());
      if (constraint != null) {
        all.add(entry.getValue().satisfies(constraint));
      } else if (!isFree(capability, entry.getKey())) {
        all.add(entry.getValue().is(Sort.ABSENT));
      }
    }
    return z.mkAnd(all.toArray(new BoolExpr[0]));
  }

  /** Whether an argument that is not named may be there all the same. */
  private static boolean isFree(Capability capability, Dimension argument) {
    Capability.Mcp mcp = (Capability.Mcp) capability;
    return mcp.otherArguments() == Capability.OtherArguments.ALLOW
        || mcp.arguments().entrySet().stream()
            .anyMatch(
                e ->
                    e.getValue() instanceof Constraint.Wildcard
                        && argument.text().startsWith(e.getKey().text() + "/"));
  }

  /** The tables of requests: which fields may be absent, and what their strings are like. */
  private BoolExpr isNormal(Dimension.Field field, SolverValue value) {
    if (field.equals(Dimension.Field.MAX_OUTPUT_TOKENS)) {
      return z.mkOr(
          value.is(Sort.ABSENT),
          z.mkAnd(value.is(Sort.INTEGER), z.mkGe(value.integer(), z.mkInt(0))));
    }
    if (field.equals(Dimension.Field.PATHS)) {
      return value.is(Sort.PATH);
    }
    boolean http = child.kind() == Kind.HTTP;
    boolean query = field.equals(Dimension.Field.QUERY);
    BoolExpr normal =
        query
            ? in(value, star(characters("!\"", "$~")))
            : z.mkAnd(
                z.mkNot(z.mkEq(value.text(), z.mkString(""))),
                in(
                    value,
                    star(
                        http
                            ? characters("AZ", "az", "09", "--")
                            : characters(" ~", "\u00a0\u00ff"))));
    BoolExpr string = z.mkAnd(value.isText(), normal);
    Set<Dimension.Field> optional =
        Set.of(
            Dimension.Field.NAMES,
            Dimension.Field.PROVIDER,
            Dimension.Field.REGIONS,
            Dimension.Field.SKILLS,
            Dimension.Field.PUSH_URLS);
    return optional.contains(field) ? z.mkOr(value.is(Sort.ABSENT), string) : string;
  }

  private BoolExpr in(SolverValue value, ReExpr<SeqSort<CharSort>> language) {
    return z.mkInRe(value.text(), language);
  }

  private ReExpr<SeqSort<CharSort>> star(ReExpr<SeqSort<CharSort>> one) {
    return z.mkStar(one);
  }

  /** One character of these ranges; each is its first and its last character. */
  private ReExpr<SeqSort<CharSort>> characters(String... ranges) {
    ReExpr<SeqSort<CharSort>> any = range(ranges[0]);
    for (String range : List.of(ranges).subList(1, ranges.length)) {
      any = z.mkUnion(any, range(range));
    }
    return any;
  }

  private ReExpr<SeqSort<CharSort>> range(String range) {
    return z.mkRange(z.mkString(range.substring(0, 1)), z.mkString(range.substring(1)));
  }
}
