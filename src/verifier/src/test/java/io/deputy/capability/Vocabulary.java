package io.deputy.capability;

import static io.deputy.capability.Capability.OtherArguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Random rights and requests over few words, so that rights often overlap, cover and separate each
 * other, and shrink to something that people can read.
 */
public final class Vocabulary {
  static final String SERVER = "https://mcp.acme.example/github";
  private static final String WEB_SERVER = "https://web.acme.example";
  private static final String OTHER_SERVER = "https://api.acme.example";
  private static final List<String> NAMES = List.of("a", "ab", "abc", "b", "\u00e9");
  private static final List<String> TEXTS = List.of("a", "ab", "b", "", "a\n", "\ud83d\ude00");
  private static final List<String> PLACES = List.of("/p", "/p/q", "/p/q/r", "/z", "/p~1q");
  private static final List<String> PATHS = List.of("/", "/a", "/a/", "/a/b", "/a/b.c", "/ab");
  private static final List<String> QUERIES = List.of("", "a=1", "a=12", "b");

  private Vocabulary() {}

  /** Between none and three capabilities. */
  public static Arbitrary<Rights> rights() {
    return capabilities().list().ofMaxSize(3).map(Rights::new);
  }

  /** Any capability. */
  public static Arbitrary<Capability> capabilities() {
    return Arbitraries.frequencyOf(Tuple.of(3, mcp()), Tuple.of(1, http()));
  }

  private static Arbitrary<Capability> mcp() {
    return Combinators.combine(
            servers(SERVER),
            texts(List.of("tools/call", "prompts/get")),
            texts(NAMES),
            Arbitraries.maps(places(), arguments()).ofMaxSize(3),
            Arbitraries.of(OtherArguments.class))
        .as((s, m, n, a, o) -> new Capability.Mcp(s, m, n, new TreeMap<>(a), o));
  }

  private static Arbitrary<Capability> http() {
    return Combinators.combine(
            servers(WEB_SERVER),
            texts(List.of("GET", "GETX", "POST")),
            texts(PATHS),
            texts(QUERIES))
        .as(Capability.Http::new);
  }

  /** A constraint on strings, of these words or the start of one. */
  static Arbitrary<Constraint> texts(List<String> words) {
    Arbitrary<Value.Scalar> values = Arbitraries.of(words).map(Value.Text::new);
    return Arbitraries.oneOf(
        Arbitraries.just(Constraint.ANYTHING),
        values.map(Constraint.Exact::new),
        values.list().ofMaxSize(3).map(Constraint.OneOf::new),
        Arbitraries.of(words).map(Constraint.Prefix::new),
        Arbitraries.of(words)
            .map(
                w ->
                    new Constraint.Prefix(
                        w.substring(0, w.offsetByCodePoints(0, w.isEmpty() ? 0 : 1)))));
  }

  static Arbitrary<Constraint> arguments() {
    Arbitrary<OptionalLong> ends =
        Arbitraries.longs().between(-1, 3).optional().map(Vocabulary::optionalLong);
    Arbitrary<Value.Scalar> integers = Arbitraries.longs().between(-1, 3).map(Value.Int::new);
    return Arbitraries.oneOf(
        Arbitraries.just(Constraint.ANYTHING),
        texts(TEXTS),
        Combinators.combine(ends, ends).as(Constraint.Range::new),
        integers.list().ofMaxSize(3).map(Constraint.OneOf::new),
        integers.map(Constraint.Exact::new),
        Arbitraries.of(true, false).map(Value.Bool::new).map(Constraint.Exact::new));
  }

  private static OptionalLong optionalLong(Optional<Long> value) {
    return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  private static Arbitrary<Pointer> places() {
    return Arbitraries.of(PLACES).map(Pointer::new);
  }

  /** Mostly one; the other, of either kind of resource, now and then. */
  private static Arbitrary<String> servers(String usual) {
    return Arbitraries.frequencyOf(
        Tuple.of(5, Arbitraries.just(usual)), Tuple.of(1, Arbitraries.just(OTHER_SERVER)));
  }

  /** Rights of up to three capabilities that each share some dimensions with one that is random. */
  static Arbitrary<List<Rights>> relatives() {
    Arbitrary<Capability.Mcp> any = mcp().map(Capability.Mcp.class::cast);
    return any.flatMap(
        origin ->
            Combinators.combine(any, Arbitraries.integers().between(0, 31))
                .as((other, mask) -> mix(origin, other, mask))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(Rights::new)
                .list()
                .ofSize(2));
  }

  private static Capability mix(Capability.Mcp a, Capability.Mcp b, int mask) {
    SortedMap<Pointer, Constraint> arguments = new TreeMap<>(a.arguments());
    if ((mask & 8) == 8) {
      arguments.putAll(b.arguments());
    }
    return new Capability.Mcp(
        a.server(),
        (mask & 3) == 3 ? b.methods() : a.methods(),
        (mask & 4) == 4 ? b.names() : a.names(),
        arguments,
        (mask & 16) == 16 ? b.otherArguments() : a.otherArguments());
  }

  /** Requests that those rights are about, and some that they are not about. */
  public static Arbitrary<Request> requests() {
    Arbitrary<Request> http =
        Combinators.combine(
                servers(WEB_SERVER),
                Arbitraries.of("GET", "GETX", "GETXY", "POST", "PUT"),
                longer(PATHS).filter(NormalForm::isPath),
                longer(QUERIES).filter(NormalForm::isQuery))
            .as(Request.Http::new);
    return Arbitraries.frequencyOf(Tuple.of(3, calls()), Tuple.of(1, http));
  }

  /** Requests to MCP servers. */
  static Arbitrary<Request> calls() {
    return Combinators.combine(
            servers(SERVER),
            Arbitraries.of("tools/call", "prompts/get", "tools/callx", "ping"),
            longer(NAMES).optional(),
            Arbitraries.maps(requestPlaces(), values()).ofMaxSize(4))
        .as(
            (s, m, n, a) ->
                new Request.Mcp(s, m, n.filter(NormalForm::isName), new Arguments(antichain(a))));
  }

  private static Arbitrary<Pointer> requestPlaces() {
    List<String> places = new ArrayList<>(PLACES);
    places.addAll(List.of("/p/other", "/p/q/other", "/other/x", "/z/y"));
    return Arbitraries.of(places).map(Pointer::new);
  }

  private static Arbitrary<Value> values() {
    return Arbitraries.oneOf(
        longer(TEXTS).map(Value.Text::new),
        Arbitraries.longs().between(-2, 4).map(Value.Int::new),
        Arbitraries.of(true, false).map(Value.Bool::new),
        Arbitraries.just(new Value.Opaque()));
  }

  /** Of every class of values that {@link #arguments} can tell apart, at least one. */
  static List<Optional<Value>> everyValue() {
    List<Optional<Value>> all = new ArrayList<>();
    all.add(Optional.empty());
    for (String text : TEXTS) {
      for (String more : List.of("", "x", "b")) {
        all.add(Optional.of(new Value.Text(text + more)));
      }
    }
    for (long i = -2; i <= 4; i++) {
      all.add(Optional.of(new Value.Int(i)));
    }
    all.add(Optional.of(new Value.Bool(true)));
    all.add(Optional.of(new Value.Bool(false)));
    all.add(Optional.of(new Value.Opaque()));
    return all;
  }

  /** Leave to call one tool with one argument. */
  static Capability withArgument(Constraint constraint) {
    return new Capability.Mcp(
        SERVER,
        new Constraint.Exact(new Value.Text("tools/call")),
        new Constraint.Exact(new Value.Text("a")),
        new TreeMap<>(Map.of(new Pointer("/p"), constraint)),
        OtherArguments.DENY);
  }

  private static Arbitrary<String> longer(List<String> words) {
    return Combinators.combine(
            Arbitraries.of(words), Arbitraries.of("", "", "x", "b", "0", "/", "\u00e9"))
        .as((word, more) -> word + more);
  }

  /** Without those leaves that lie below another. */
  static SortedMap<Pointer, Value> antichain(Map<Pointer, Value> leaves) {
    SortedMap<Pointer, Value> kept = new TreeMap<>(leaves);
    kept.keySet().removeIf(p -> leaves.keySet().stream().anyMatch(above -> above.isAbove(p)));
    return kept;
  }
}
