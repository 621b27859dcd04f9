package io.deputy.json;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Constraint;
import io.deputy.capability.Form;
import io.deputy.capability.IpAddress;
import io.deputy.capability.Value;
import io.deputy.capability.WebUrl;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads constraints. A string stands for {@code exact}, an array for {@code one_of}; everything
 * else is an object with one member, named for the constraint.
 */
final class ConstraintJson {
  /** {@code all} and {@code any} inside each other: more than people read. */
  static final int MAX_NESTING = 3;

  /** Members of one {@code all}: each says something else, so there are never many. */
  static final int MAX_CONDITIONS = 16;

  private static final String NAMES =
      "exact, one_of, not_one_of, range, contains, subset, all, any, wildcard, prefix, subpath,"
          + " cidr or url";

  private static final Pattern BLOCK = Pattern.compile("([0-9a-f.:]+)/(0|[1-9][0-9]{0,2})");

  private static final Map<Form, String> FORMS =
      new EnumMap<>(
          Map.of(
              Form.TEXT, "strings",
              Form.INTEGER, "integers",
              Form.BOOLEAN, "booleans",
              Form.SET, "arrays",
              Form.PATH, "paths",
              Form.URL, "URLs",
              Form.IPV4, "IPv4 addresses",
              Form.IPV6, "IPv6 addresses"));

  private final int depth;

  private ConstraintJson(int depth) {
    this.depth = depth;
  }

  /** A constraint on values that may have any of these forms. */
  static Constraint read(At place, Set<Form> forms) throws Refusal {
    At at = place.because(Reason.CONSTRAINT_MALFORMED);
    Constraint constraint = new ConstraintJson(0).constraint(at);
    if (!forms.containsAll(constraint.forms())) {
      throw at.expected("a constraint on " + words(forms));
    }
    return constraint;
  }

  private static String words(Set<Form> forms) {
    return EnumSet.copyOf(forms).stream().map(FORMS::get).collect(Collectors.joining(" or "));
  }

  private Constraint constraint(At at) throws Refusal {
    if (at.node() instanceof Node.Text) {
      return new Constraint.Exact(scalar(at));
    }
    if (at.node() instanceof Node.Arr) {
      return new Constraint.OneOf(scalars(at));
    }
    if (!(at.node() instanceof Node.Obj obj) || obj.members().size() != 1) {
      throw at.expected("a string, an array, or an object with one constraint");
    }
    Map.Entry<String, At> only = at.members().entrySet().iterator().next();
    At value = only.getValue();
    return switch (only.getKey()) {
      case "exact" -> new Constraint.Exact(scalar(value));
      case "one_of" -> new Constraint.OneOf(scalars(value));
      case "not_one_of" -> new Constraint.NotOneOf(some(scalars(value), value));
      case "range" -> range(value);
      case "contains" -> new Constraint.Contains(some(elements(value), value));
      case "subset" -> new Constraint.Subset(elements(value));
      case "all" -> all(value);
      case "any" -> any(value);
      case "wildcard" -> wildcard(value);
      case "prefix" -> new Constraint.Prefix(value.text());
      case "subpath" -> subpath(value);
      case "cidr" -> cidr(value);
      case "url" -> url(value);
      default ->
          throw value.refuse(Reason.CONSTRAINT_UNKNOWN, "is no known constraint; use " + NAMES);
    };
  }

  private static List<Value.Scalar> scalars(At at) throws Refusal {
    List<Value.Scalar> values = new ArrayList<>();
    for (At element : at.elements()) {
      Value.Scalar value = scalar(element);
      if (!values.isEmpty() && !value.getClass().equals(values.get(0).getClass())) {
        throw element.expected("of the same type as the value before it");
      }
      values.add(value);
    }
    return values;
  }

  /** Elements of arrays, as far as rights can speak of them. */
  private static List<Value.Scalar> elements(At at) throws Refusal {
    for (At element : at.elements()) {
      if (element.node() instanceof Node.Bool) {
        throw element.expected("a string or an integer of 64 bits");
      }
    }
    return scalars(at);
  }

  /** An empty list would admit everything, which is written as a wildcard. */
  private static <T> List<T> some(List<T> values, At at) throws Refusal {
    if (values.isEmpty()) {
      throw at.expected("an array of at least one value");
    }
    return values;
  }

  private static Constraint range(At at) throws Refusal {
    Map<String, At> ends =
        at.members(
            Set.of(),
            Set.of("min", "max"),
            Reason.CONSTRAINT_MALFORMED,
            Reason.CONSTRAINT_MALFORMED);
    return new Constraint.Range(end(ends.get("min")), end(ends.get("max")));
  }

  private static OptionalLong end(At at) throws Refusal {
    if (at == null) {
      return OptionalLong.empty();
    }
    if (at.node() instanceof Node.Int i) {
      return OptionalLong.of(i.value());
    }
    throw at.expected("an integer of 64 bits");
  }

  private Constraint all(At at) throws Refusal {
    List<Constraint> members = some(members(at), at);
    if (members.size() > MAX_CONDITIONS) {
      throw at.expected("an array of at most " + MAX_CONDITIONS + " constraints");
    }
    return Constraint.all(members);
  }

  private Constraint any(At at) throws Refusal {
    List<Constraint> members = members(at);
    try {
      return Constraint.any(members);
    } catch (IllegalArgumentException e) {
      Set<Form> forms = EnumSet.noneOf(Form.class);
      members.forEach(m -> forms.addAll(m.forms()));
      throw at.refuse(
          at.malformed(),
          "has alternatives on " + words(forms) + "; write one capability for each");
    }
  }

  private List<Constraint> members(At at) throws Refusal {
    if (depth >= MAX_NESTING) {
      throw at.refuse(
          at.malformed(),
          "nests all and any deeper than " + MAX_NESTING + "; write several capabilities");
    }
    if (at.elements().size() > Constraint.MAX_MEMBERS) {
      throw at.expected("an array of at most " + Constraint.MAX_MEMBERS + " constraints");
    }
    ConstraintJson inner = new ConstraintJson(depth + 1);
    List<Constraint> members = new ArrayList<>();
    for (At element : at.elements()) {
      Constraint member = inner.constraint(element);
      if (member instanceof Constraint.Wildcard) {
        throw element.expected("a constraint other than a wildcard");
      }
      members.add(member);
    }
    return members;
  }

  private static Constraint wildcard(At at) throws Refusal {
    if (at.node().equals(new Node.Bool(true))) {
      return Constraint.ANYTHING;
    }
    throw at.expected("true");
  }

  private static Constraint subpath(At at) throws Refusal {
    try {
      return new Constraint.Subpath(at.text());
    } catch (IllegalArgumentException e) {
      throw at.expected("a decoded path in normal form without a slash at its end");
    }
  }

  private static Constraint cidr(At at) throws Refusal {
    Matcher block = BLOCK.matcher(at.text());
    Optional<IpAddress> network =
        block.matches() ? IpAddress.parse(block.group(1)) : Optional.empty();
    try {
      return new Constraint.Cidr(network.orElseThrow(), Integer.parseInt(block.group(2)));
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw at.expected("the first address of a block and its bits, like \"10.0.0.0/8\",");
    }
  }

  /** The path may be left out. */
  private static Constraint url(At at) throws Refusal {
    String text = at.text();
    Optional<WebUrl> base = WebUrl.parse(text).or(() -> WebUrl.parse(text + "/"));
    try {
      return new Constraint.Url(base.orElseThrow());
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw at.expected("a URL in normal form without a query and a slash at its end");
    }
  }

  private static Value.Scalar scalar(At at) throws Refusal {
    if (at.node() instanceof Node.Text t) {
      return new Value.Text(t.value());
    }
    if (at.node() instanceof Node.Int i) {
      return new Value.Int(i.value());
    }
    if (at.node() instanceof Node.Bool b) {
      return new Value.Bool(b.value());
    }
    throw at.expected("a string, an integer of 64 bits or a boolean");
  }
}
