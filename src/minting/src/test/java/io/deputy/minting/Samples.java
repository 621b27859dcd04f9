package io.deputy.minting;

import io.deputy.capability.Arguments;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Rights and requests over few words, so that they meet often. They shrink. */
final class Samples {
  private static final List<String> WORDS = List.of("a", "ab", "abc", "b", "ba", "");

  private Samples() {}

  static Arbitrary<Rights> rights() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, mcp()), net.jqwik.api.Tuple.of(1, http()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(Rights::new);
  }

  private static Arbitrary<Capability> http() {
    return Combinators.combine(text(""), text("/"), text(""))
        .as((methods, paths, query) -> new Capability.Http(Story.WIKI, methods, paths, query));
  }

  private static Arbitrary<Capability> mcp() {
    return Combinators.combine(
            Arbitraries.oneOf(Arbitraries.just(Constraint.ANYTHING), text("")),
            Arbitraries.oneOf(Arbitraries.just(Constraint.ANYTHING), text("")),
            Arbitraries.maps(places(), argument()).ofMaxSize(2),
            Arbitraries.of(Capability.OtherArguments.class))
        .as(
            (methods, names, arguments, others) ->
                new Capability.Mcp(Story.GITHUB, methods, names, named(arguments, others), others));
  }

  /** Where other arguments are allowed, a named wildcard says nothing. */
  private static SortedMap<Pointer, Constraint> named(
      Map<Pointer, Constraint> arguments, Capability.OtherArguments others) {
    TreeMap<Pointer, Constraint> named = new TreeMap<>(arguments);
    if (others == Capability.OtherArguments.ALLOW) {
      named.values().removeIf(c -> c instanceof Constraint.Wildcard);
    }
    return named;
  }

  private static Arbitrary<Pointer> places() {
    return Arbitraries.of("/x", "/y", "/x/z", "/y/z/w").map(Pointer::new);
  }

  private static Arbitrary<Constraint> text(String before) {
    Arbitrary<String> words = Arbitraries.of(WORDS).map(word -> before + word);
    return Arbitraries.oneOf(
        words.map(Story::one),
        words.list().ofMinSize(1).ofMaxSize(2).map(w -> Story.oneOf(w.toArray(new String[0]))),
        words.map(Constraint.Prefix::new),
        Arbitraries.just(Constraint.ANYTHING));
  }

  private static Arbitrary<Constraint> argument() {
    Arbitrary<OptionalLong> end =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 4).map(OptionalLong::of),
            Arbitraries.just(OptionalLong.empty()));
    return Arbitraries.oneOf(
        text(""),
        Combinators.combine(end, end).as((min, max) -> (Constraint) new Constraint.Range(min, max)),
        Arbitraries.of(true, false).map(b -> new Constraint.Exact(new Value.Bool(b))),
        Arbitraries.longs()
            .between(0, 3)
            .map(n -> (Value.Scalar) new Value.Int(n))
            .list()
            .ofMinSize(1)
            .ofMaxSize(2)
            .map(Constraint.OneOf::new));
  }

  static Arbitrary<Request> requests() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(3, calls()), net.jqwik.api.Tuple.of(1, fetches()));
  }

  private static Arbitrary<Request> fetches() {
    Arbitrary<String> words = Arbitraries.of(WORDS);
    return Combinators.combine(methods(), words, words)
        .as((method, path, query) -> new Request.Http(Story.WIKI, method, "/" + path, query));
  }

  private static Arbitrary<Request> calls() {
    Arbitrary<Optional<String>> names = methods().optional(0.8).map(n -> n);
    return Combinators.combine(methods(), names, Arbitraries.maps(places(), value()).ofMaxSize(2))
        .as(
            (method, name, leaves) ->
                new Request.Mcp(Story.GITHUB, method, name, Arguments.of(apart(leaves))));
  }

  /** Drops the leaves that would lie below another. */
  private static Map<Pointer, Value> apart(Map<Pointer, Value> leaves) {
    TreeMap<Pointer, Value> apart = new TreeMap<>(leaves);
    apart.keySet().removeIf(p -> leaves.keySet().stream().anyMatch(other -> other.isAbove(p)));
    return apart;
  }

  private static Arbitrary<String> methods() {
    return Arbitraries.of(WORDS).filter(word -> !word.isEmpty());
  }

  private static Arbitrary<Value> value() {
    return Arbitraries.oneOf(
        Arbitraries.of(WORDS).map(Value.Text::new),
        Arbitraries.longs().between(-1, 5).map(Value.Int::new),
        Arbitraries.of(true, false).map(Value.Bool::new),
        Arbitraries.just(new Value.Opaque()));
  }
}
