package io.deputy.capability;

import static io.deputy.capability.Capability.OtherArguments;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
  private static final List<String> METHODS = List.of("tools/call", "prompts/get");
  private static final List<String> NAMES = List.of("a", "ab", "abc", "b", "\u00e9");
  private static final List<String> PLACES = List.of("/p", "/p/q", "/p/q/r", "/z", "/p~1q");
  private static final List<String> HTTP_METHODS = List.of("GET", "GETX", "POST");
  private static final List<String> QUERIES = List.of("", "a=1", "a=12", "b");
  private static final List<String> OPERATIONS = List.of("chat", "embeddings", "message/send");
  private static final int ALL_DIMENSIONS = (1 << 7) - 1;

  private Vocabulary() {}

  /** Between none and three capabilities. */
  public static Arbitrary<Rights> rights() {
    return capabilities().list().ofMaxSize(3).map(Rights::new);
  }

  /** Any capability. */
  public static Arbitrary<Capability> capabilities() {
    return Arbitraries.frequencyOf(
        Tuple.of(5, Arbitraries.of(Theme.class).flatMap(Vocabulary::mcp)),
        Tuple.of(1, http()),
        Tuple.of(1, model()),
        Tuple.of(1, agent()));
  }

  private static Arbitrary<Capability> mcp(Theme theme) {
    return Combinators.combine(
            servers(),
            words(METHODS),
            words(NAMES),
            Arbitraries.maps(places(), arguments(theme)).ofMaxSize(3),
            Arbitraries.of(OtherArguments.class))
        .as((s, m, n, a, o) -> new Capability.Mcp(s, m, n, new TreeMap<>(a), o));
  }

  private static Arbitrary<Capability> http() {
    return Combinators.combine(
            servers(WEB_SERVER), words(HTTP_METHODS), constraints(Theme.PATH), words(QUERIES))
        .as(Capability.Http::new);
  }

  private static Arbitrary<Capability> model() {
    return Combinators.combine(
            servers(),
            words(NAMES),
            words(OPERATIONS),
            words(NAMES),
            words(NAMES),
            withoutWords(Theme.INTEGER))
        .as(Capability.Model::new);
  }

  private static Arbitrary<Capability> agent() {
    return Combinators.combine(servers(), words(OPERATIONS), words(NAMES), constraints(Theme.URL))
        .as(Capability.Agent::new);
  }

  /** Mostly one, the other now and then. */
  private static Arbitrary<String> servers() {
    return servers(SERVER);
  }

  private static Arbitrary<String> servers(String usual) {
    return Arbitraries.frequencyOf(
        Tuple.of(7, Arbitraries.just(usual)), Tuple.of(1, Arbitraries.just(OTHER_SERVER)));
  }

  private static Arbitrary<Pointer> places() {
    return Arbitraries.of(PLACES).map(Pointer::new);
  }

  /** Any constraint on an argument. */
  static Arbitrary<Constraint> arguments() {
    return Arbitraries.of(Theme.class).flatMap(Vocabulary::constraints);
  }

  /** Mostly of one theme, now and then of another. */
  static Arbitrary<Constraint> arguments(Theme theme) {
    return Arbitraries.frequencyOf(Tuple.of(5, constraints(theme)), Tuple.of(1, arguments()));
  }

  /** Constraints of one theme, and {@code all} of them. */
  static Arbitrary<Constraint> constraints(Theme theme) {
    Arbitrary<Constraint> single =
        theme.own().isEmpty()
            ? nested(leaves(theme.words()))
            : Arbitraries.oneOf(nested(leaves(theme.words())), nested(Arbitraries.of(theme.own())));
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.just(Constraint.ANYTHING)),
        Tuple.of(6, single),
        Tuple.of(3, all(single)));
  }

  private static Arbitrary<Constraint> withoutWords(Theme theme) {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.just(Constraint.ANYTHING)),
        Tuple.of(4, nested(Arbitraries.of(theme.own()))));
  }

  /** Constraints on a field of plain strings. */
  static Arbitrary<Constraint> words(List<String> words) {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.just(Constraint.ANYTHING)), Tuple.of(4, nested(leaves(words))));
  }

  private static Arbitrary<Constraint> leaves(List<String> words) {
    Arbitrary<Value.Scalar> values = Arbitraries.of(words).map(Value.Text::new);
    return Arbitraries.oneOf(
        values.map(Constraint.Exact::new),
        values.list().ofMaxSize(3).map(Constraint.OneOf::new),
        values.list().ofMinSize(1).ofMaxSize(3).map(Constraint.NotOneOf::new),
        Arbitraries.of(words).map(Constraint.Prefix::new),
        Arbitraries.of(words)
            .map(
                w ->
                    new Constraint.Prefix(
                        w.isEmpty() ? w : w.substring(0, w.offsetByCodePoints(0, 1)))));
  }

  /** Of one form: a leaf, {@code any} or {@code all} of some, and one in the other. */
  private static Arbitrary<Constraint> nested(Arbitrary<Constraint> leaves) {
    return Arbitraries.frequencyOf(
        Tuple.of(6, leaves),
        Tuple.of(2, any(leaves)),
        Tuple.of(1, all(leaves)),
        Tuple.of(1, all(any(leaves))),
        Tuple.of(1, any(Arbitraries.oneOf(leaves, all(leaves)))));
  }

  private static Arbitrary<Constraint> any(Arbitrary<Constraint> members) {
    return members.list().ofMaxSize(3).map(some -> Constraint.any(ofOneForm(some)));
  }

  /** Up to four that one {@code any} may have. */
  static Arbitrary<List<Constraint>> ofOneForm() {
    return Arbitraries.of(Theme.class)
        .flatMap(theme -> constraints(theme).list().ofMaxSize(4))
        .map(Vocabulary::ofOneForm);
  }

  /** Those of the first one's form, or that admit nothing. */
  private static List<Constraint> ofOneForm(List<Constraint> some) {
    List<Constraint> kept = some.stream().filter(c -> !c.equals(Constraint.ANYTHING)).toList();
    Optional<Form> form = kept.stream().flatMap(c -> c.forms().stream()).findFirst();
    return kept.stream()
        .filter(c -> form.map(Set::of).orElse(Set.of()).containsAll(c.forms()))
        .toList();
  }

  private static Arbitrary<Constraint> all(Arbitrary<Constraint> members) {
    return members.list().ofMinSize(1).ofMaxSize(3).map(Constraint::all);
  }

  /** Rights of up to three capabilities that each share some dimensions with one that is random. */
  static Arbitrary<List<Rights>> relatives() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.of(Theme.class).flatMap(Vocabulary::divided)),
        Tuple.of(6, Arbitraries.of(Theme.class).flatMap(t -> relatives(mcp(t)))),
        Tuple.of(1, relatives(http())),
        Tuple.of(1, relatives(model())),
        Tuple.of(1, relatives(agent())));
  }

  /**
   * A capability, and pieces of it: one for each of the constraints that it takes together, but for
   * those pieces that are lost, and two where a word is cut out and put beside it.
   */
  private static Arbitrary<List<Rights>> divided(Theme theme) {
    Arbitrary<List<Constraint>> parts =
        nested(
                Arbitraries.oneOf(
                    leaves(theme.words()),
                    Arbitraries.of(
                        theme.own().isEmpty() ? List.of(Constraint.NOTHING) : theme.own())))
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(Vocabulary::ofOneForm);
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(withArgument(Constraint.ANYTHING))),
                Tuple.of(1, mcp(theme))),
            parts,
            Arbitraries.of(theme.words()),
            Arbitraries.frequency(Tuple.of(3, -1), Tuple.of(1, 0), Tuple.of(1, 1)),
            Arbitraries.integers().between(-1, 2))
        .as(
            (whole, some, word, lost, cut) -> {
              Value.Scalar value = new Value.Text(word);
              List<Capability> pieces = new ArrayList<>();
              for (int i = 0; i < some.size(); i++) {
                if (i == cut) {
                  Constraint.meet(some.get(i), new Constraint.NotOneOf(List.of(value)))
                      .ifPresent(c -> pieces.add(with(whole, c)));
                  pieces.add(with(whole, new Constraint.Exact(value)));
                } else if (i != lost) {
                  pieces.add(with(whole, some.get(i)));
                }
              }
              return List.of(
                  new Rights(List.of(with(whole, Constraint.any(some)))), new Rights(pieces));
            });
  }

  private static Capability with(Capability capability, Constraint constraint) {
    Capability.Mcp mcp = (Capability.Mcp) capability;
    SortedMap<Pointer, Constraint> arguments = new TreeMap<>(mcp.arguments());
    arguments.put(new Pointer("/p"), constraint);
    return new Capability.Mcp(
        mcp.server(), mcp.methods(), mcp.names(), arguments, mcp.otherArguments());
  }

  private static Arbitrary<List<Rights>> relatives(Arbitrary<Capability> any) {
    return any.flatMap(
        origin ->
            Combinators.combine(any, Arbitraries.integers().between(0, ALL_DIMENSIONS))
                .as((other, mask) -> mix(origin, other, mask))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(Rights::new)
                .list()
                .ofSize(2));
  }

  /** The first one, with those dimensions of the other whose bit is set. */
  private static Capability mix(Capability a, Capability b, int mask) {
    List<Constraint> fields = new ArrayList<>();
    List<Dimension.Field> all = a.kind().fields();
    for (int i = 0; i < all.size(); i++) {
      boolean other = (mask >> i & 1) == 1;
      fields.add((other ? b : a).constraints().get(all.get(i)));
    }
    if (!(a instanceof Capability.Mcp one && b instanceof Capability.Mcp two)) {
      return a.kind().capability(a.server(), fields);
    }
    SortedMap<Pointer, Constraint> arguments = new TreeMap<>(one.arguments());
    if ((mask & 32) == 32) {
      arguments.putAll(two.arguments());
    }
    return new Capability.Mcp(
        a.server(),
        fields.get(0),
        fields.get(1),
        arguments,
        (mask & 64) == 64 ? two.otherArguments() : one.otherArguments());
  }

  /** Requests that those rights are about, and some that they are not about. */
  public static Arbitrary<Request> requests() {
    Arbitrary<Request> http =
        Combinators.combine(
                servers(WEB_SERVER),
                Arbitraries.of("GET", "GETX", "GETXY", "POST", "PUT"),
                strings(Theme.PATH).filter(NormalForm::isPath),
                longer(QUERIES).filter(NormalForm::isQuery))
            .as(Request.Http::new);
    Arbitrary<Request> model =
        Combinators.combine(
                servers(),
                longer(NAMES).optional(),
                longer(OPERATIONS),
                longer(NAMES),
                longer(NAMES).optional(),
                Arbitraries.longs().between(0, 4).optional())
            .as((s, p, o, m, r, t) -> new Request.Model(s, p, o, m, r, optionalLong(t)));
    Arbitrary<Request> agent =
        Combinators.combine(
                servers(),
                longer(OPERATIONS),
                longer(NAMES).optional(),
                strings(Theme.URL).filter(NormalForm::isName).optional())
            .as(Request.Agent::new);
    return Arbitraries.frequencyOf(
        Tuple.of(5, calls()), Tuple.of(1, http), Tuple.of(1, model), Tuple.of(1, agent));
  }

  private static OptionalLong optionalLong(Optional<Long> value) {
    return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /** Requests to MCP servers. */
  static Arbitrary<Request> calls() {
    return Combinators.combine(
            servers(),
            Arbitraries.of("tools/call", "prompts/get", "tools/callx", "ping"),
            longer(NAMES).optional(),
            Arbitraries.maps(requestPlaces(), values()).ofMaxSize(4))
        .as((s, m, n, a) -> new Request.Mcp(s, m, n, new Arguments(antichain(a))));
  }

  private static Arbitrary<Pointer> requestPlaces() {
    List<String> places = new ArrayList<>(PLACES);
    places.addAll(List.of("/p/other", "/p/q/other", "/other/x", "/z/y"));
    return Arbitraries.of(places).map(Pointer::new);
  }

  private static Arbitrary<Value> values() {
    return Arbitraries.of(Theme.class)
        .flatMap(t -> Arbitraries.of(t.samples().stream().flatMap(Optional::stream).toList()));
  }

  private static Arbitrary<String> strings(Theme theme) {
    return Arbitraries.of(
        theme.samples().stream()
            .flatMap(Optional::stream)
            .filter(Value.Text.class::isInstance)
            .map(v -> (Value.Text) v)
            .map(Value.Text::value)
            .toList());
  }

  private static Arbitrary<String> longer(Collection<String> words) {
    return Combinators.combine(
            Arbitraries.of(words), Arbitraries.of("", "", "x", "b", "0", "/", "\u00e9"))
        .as((word, more) -> word + more);
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

  /** Without those leaves that lie below another. */
  static SortedMap<Pointer, Value> antichain(Map<Pointer, Value> leaves) {
    SortedMap<Pointer, Value> kept = new TreeMap<>(leaves);
    kept.keySet().removeIf(p -> leaves.keySet().stream().anyMatch(above -> above.isAbove(p)));
    return kept;
  }
}
