package io.deputy.capability;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** Constraints, values and capabilities in few words. */
final class Example {
  static final String SERVER = "https://mcp.acme.example/github";

  private Example() {}

  static Constraint text(String value) {
    return new Constraint.Exact(new Value.Text(value));
  }

  static Constraint integer(long value) {
    return new Constraint.Exact(new Value.Int(value));
  }

  static Constraint bool(boolean value) {
    return new Constraint.Exact(new Value.Bool(value));
  }

  static Constraint oneOf(String... values) {
    return new Constraint.OneOf(scalars(values));
  }

  static Constraint noneOf(String... values) {
    return new Constraint.NotOneOf(scalars(values));
  }

  static Constraint oneOf(long... values) {
    return new Constraint.OneOf(scalars(values));
  }

  static Constraint noneOf(long... values) {
    return new Constraint.NotOneOf(scalars(values));
  }

  static Constraint contains(String... values) {
    return new Constraint.Contains(scalars(values));
  }

  static Constraint contains(long... values) {
    return new Constraint.Contains(scalars(values));
  }

  static Constraint subset(String... values) {
    return new Constraint.Subset(scalars(values));
  }

  static Constraint subset(long... values) {
    return new Constraint.Subset(scalars(values));
  }

  static Constraint prefix(String start) {
    return new Constraint.Prefix(start);
  }

  static Constraint subpath(String root) {
    return new Constraint.Subpath(root);
  }

  static Constraint url(String base) {
    return new Constraint.Url(WebUrl.parse(base).orElseThrow());
  }

  static Constraint.Cidr cidr(String block) {
    String[] parts = block.split("/", -1);
    return new Constraint.Cidr(IpAddress.parse(parts[0]).orElseThrow(), Integer.parseInt(parts[1]));
  }

  static Constraint range(long min, long max) {
    return new Constraint.Range(OptionalLong.of(min), OptionalLong.of(max));
  }

  static Constraint atLeast(long min) {
    return new Constraint.Range(OptionalLong.of(min), OptionalLong.empty());
  }

  static Constraint atMost(long max) {
    return new Constraint.Range(OptionalLong.empty(), OptionalLong.of(max));
  }

  static Constraint all(Constraint... members) {
    return new Constraint.All(List.of(members));
  }

  static Constraint any(Constraint... members) {
    return new Constraint.Any(List.of(members));
  }

  static Value texts(String... values) {
    return new Value.Texts(new TreeSet<>(List.of(values)));
  }

  static Value integers(long... values) {
    return new Value.Ints(new TreeSet<>(LongStream.of(values).boxed().toList()));
  }

  static List<Value.Scalar> scalars(String... values) {
    return Arrays.stream(values).<Value.Scalar>map(Value.Text::new).toList();
  }

  static List<Value.Scalar> scalars(long... values) {
    return LongStream.of(values).<Value.Scalar>mapToObj(Value.Int::new).toList();
  }

  /** A call of some tools with these arguments and no others. */
  static Capability.Mcp tool(Constraint names, Map<Pointer, Constraint> arguments) {
    return tool(names, arguments, Capability.OtherArguments.DENY);
  }

  static Capability.Mcp tool(
      Constraint names, Map<Pointer, Constraint> arguments, Capability.OtherArguments others) {
    return new Capability.Mcp(SERVER, text("tools/call"), names, new TreeMap<>(arguments), others);
  }

  static Rights rights(Capability... capabilities) {
    return new Rights(List.of(capabilities));
  }
}
