package io.deputy.minting;

import io.deputy.capability.Arguments;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Form;
import io.deputy.capability.IpAddress;
import io.deputy.capability.NormalForm;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.capability.WebUrl;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Rights and requests with every kind of resource and every constraint, over few values. */
final class WholeVocabulary {
  static final String MODELS = "https://models.acme.example/v1";
  static final String AGENT = "https://agents.acme.example/research";

  private static final List<String> WORDS = List.of("a", "ab", "b");
  private static final List<String> PATHS =
      List.of("/", "/srv", "/srv/", "/srv/data", "/srv/data/x", "/srv/database", "/srv/;a");
  private static final List<String> ADDRESSES =
      List.of("10.0.0.1", "10.200.0.1", "192.168.0.1", "::1", "2001:db8::1", "2001:db8:8000::1");
  private static final List<String> URLS =
      List.of(
          "https://api.acme.example/",
          "https://api.acme.example/v1",
          "https://api.acme.example/v1/x?y",
          "https://api.acme.example/v10",
          "https://api.acme.example:8443/v1",
          "http://api.acme.example/v1",
          "https://evil.example/v1");

  private static final Map<Form, List<String>> TEXTS =
      new EnumMap<>(
          Map.of(
              Form.TEXT, WORDS,
              Form.PATH, PATHS,
              Form.URL, URLS,
              Form.IPV4, ADDRESSES,
              Form.IPV6, ADDRESSES));

  private WholeVocabulary() {}

  static Arbitrary<Rights> rights() {
    return capabilities().list().ofMinSize(1).ofMaxSize(4).map(Rights::new);
  }

  static Arbitrary<Capability> capabilities() {
    Constraint any = Constraint.ANYTHING;
    Arbitrary<Constraint> words =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(any)), Tuple.of(1, constraint(Set.of(Form.TEXT))));
    Arbitrary<Constraint> bounds =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(any)), Tuple.of(1, constraint(Set.of(Form.INTEGER))));
    Arbitrary<Constraint> urls =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(any)),
            Tuple.of(2, constraint(Set.of(Form.TEXT, Form.URL))));
    Arbitrary<Constraint> paths = constraint(Set.of(Form.TEXT, Form.PATH));
    return Arbitraries.frequencyOf(
        Tuple.of(4, calls(words)),
        Tuple.of(
            1,
            Combinators.combine(words, words, words, words, bounds)
                .as((p, o, m, r, n) -> new Capability.Model(MODELS, p, o, m, r, n))),
        Tuple.of(
            1,
            Combinators.combine(words, words, urls)
                .as((o, s, u) -> new Capability.Agent(AGENT, o, s, u))),
        Tuple.of(
            1,
            Combinators.combine(words, paths, words)
                .as((m, p, q) -> new Capability.Http(Story.WIKI, m, p, q))));
  }

  private static Arbitrary<Capability> calls(Arbitrary<Constraint> words) {
    Arbitrary<Constraint> arguments =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(Constraint.ANYTHING)),
            Tuple.of(4, constraint(Set.of(Form.TEXT, Form.PATH, Form.URL, Form.IPV4, Form.IPV6))),
            Tuple.of(1, constraint(Set.of(Form.INTEGER))),
            Tuple.of(1, constraint(Set.of(Form.BOOLEAN))),
            Tuple.of(2, constraint(Set.of(Form.SET))));
    return Combinators.combine(
            words,
            words,
            Arbitraries.maps(places(), arguments).ofMinSize(1).ofMaxSize(2),
            Arbitraries.of(
                Capability.OtherArguments.ALLOW,
                Capability.OtherArguments.ALLOW,
                Capability.OtherArguments.DENY))
        .as(
            (m, n, a, o) -> {
              TreeMap<Pointer, Constraint> named = new TreeMap<>(a);
              // Where other arguments are allowed, a named wildcard says nothing.
              named
                  .values()
                  .removeIf(
                      c ->
                          o == Capability.OtherArguments.ALLOW && c instanceof Constraint.Wildcard);
              return new Capability.Mcp(Story.GITHUB, m, n, named, o);
            });
  }

  private static Arbitrary<Pointer> places() {
    return Arbitraries.of("/x", "/x", "/x", "/x", "/y", "/x/z").map(Pointer::new);
  }

  /** A constraint on values of these forms, that admits something of at least one. */
  static Arbitrary<Constraint> constraint(Set<Form> forms) {
    Arbitrary<Constraint> one = Arbitraries.of(forms).flatMap(f -> ofForm(f, 2));
    return Arbitraries.frequencyOf(
            Tuple.of(3, one),
            Tuple.of(1, one.list().ofMinSize(2).ofMaxSize(3).map(Constraint::all)))
        .filter(c -> !c.forms().isEmpty());
  }

  private static Arbitrary<Constraint> ofForm(Form form, int depth) {
    Arbitrary<Constraint> word = word(form);
    if (depth == 0) {
      return word;
    }
    Arbitrary<Constraint> inner = ofForm(form, depth - 1);
    Arbitrary<List<Constraint>> several = inner.list().ofMinSize(2).ofMaxSize(3);
    return Arbitraries.frequencyOf(
            Tuple.of(4, word),
            Tuple.of(1, several.map(Constraint::any)),
            Tuple.of(1, several.map(Constraint::all)))
        .filter(c -> !c.forms().isEmpty());
  }

  private static Arbitrary<Constraint> word(Form form) {
    return switch (form) {
      case TEXT ->
          Arbitraries.oneOf(
              scalars(
                  Arbitraries.of(Form.TEXT, Form.PATH, Form.URL, Form.IPV4)
                      .flatMap(WholeVocabulary::text)
                      .map(Value.Text::new)),
              Arbitraries.of("", "a", "ab", "/s", "10.", "http").map(Constraint.Prefix::new));
      case INTEGER ->
          Arbitraries.oneOf(
              scalars(Arbitraries.longs().between(0, 3).map(Value.Int::new)),
              Combinators.combine(end(), end()).as(Constraint.Range::new));
      case BOOLEAN -> scalars(Arbitraries.of(true, false).map(Value.Bool::new));
      case SET -> elements().flatMap(WholeVocabulary::sets);
      case PATH -> Arbitraries.of("/", "/srv", "/srv/data").map(Constraint.Subpath::new);
      case URL ->
          Arbitraries.of(URLS)
              .map(u -> WebUrl.parse(u).orElseThrow())
              .filter(u -> u.query().isEmpty())
              .map(Constraint.Url::new);
      case IPV4 ->
          Arbitraries.of("0.0.0.0/0", "10.0.0.0/8", "10.128.0.0/9", "10.0.0.1/32", "10.0.0.0/31")
              .map(WholeVocabulary::cidr);
      case IPV6 ->
          Arbitraries.of(
                  "::/0",
                  "::1/128",
                  "2000::/3",
                  "2001:db8::/32",
                  "2001:db8:8000::/33",
                  "2001:db8::/64",
                  "2001:db8::/96",
                  "2001:db8::/127")
              .map(WholeVocabulary::cidr);
    };
  }

  static Constraint cidr(String text) {
    String[] parts = text.split("/", -1);
    return new Constraint.Cidr(IpAddress.parse(parts[0]).orElseThrow(), Integer.parseInt(parts[1]));
  }

  private static Arbitrary<Constraint> scalars(Arbitrary<? extends Value.Scalar> values) {
    Arbitrary<Value.Scalar> each = values.map(v -> v);
    Arbitrary<List<Value.Scalar>> some = each.list().ofMinSize(1).ofMaxSize(3);
    return Arbitraries.oneOf(
        each.map(Constraint.Exact::new),
        some.map(Constraint.OneOf::new),
        some.map(Constraint.NotOneOf::new));
  }

  private static Arbitrary<Constraint> sets(List<Value.Scalar> elements) {
    return Arbitraries.of(new Constraint.Contains(elements), new Constraint.Subset(elements));
  }

  private static Arbitrary<List<Value.Scalar>> elements() {
    Arbitrary<Value.Scalar> texts = Arbitraries.of(WORDS).map(Value.Text::new);
    Arbitrary<Value.Scalar> integers = Arbitraries.longs().between(0, 2).map(Value.Int::new);
    return Arbitraries.frequencyOf(Tuple.of(3, texts), Tuple.of(1, integers))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .filter(l -> l.stream().map(Object::getClass).distinct().count() == 1);
  }

  private static Arbitrary<OptionalLong> end() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 3).map(OptionalLong::of),
        Arbitraries.of(
            OptionalLong.empty(),
            OptionalLong.of(Long.MIN_VALUE),
            OptionalLong.of(Long.MAX_VALUE)));
  }

  private static Arbitrary<String> text(Form form) {
    return Arbitraries.of(TEXTS.get(form));
  }

  static Arbitrary<Request> requests() {
    Arbitrary<String> words = Arbitraries.of("a", "ab", "abc", "b");
    Arbitrary<OptionalLong> bounds =
        Arbitraries.longs()
            .between(0, 4)
            .optional()
            .map(n -> n.map(OptionalLong::of).orElse(OptionalLong.empty()));
    Arbitrary<String> urls = Arbitraries.of(TEXTS.get(Form.URL));
    return Arbitraries.frequencyOf(
        Tuple.of(
            4,
            Combinators.combine(
                    words,
                    words.optional(0.8),
                    Arbitraries.maps(places(), values()).ofMinSize(1).ofMaxSize(2))
                .as((o, n, a) -> new Request.Mcp(Story.GITHUB, o, n, Arguments.of(apart(a))))),
        Tuple.of(
            1,
            Combinators.combine(words.optional(0.8), words, words, words.optional(0.8), bounds)
                .as((p, o, m, r, n) -> new Request.Model(MODELS, p, o, m, r, n))),
        Tuple.of(
            1,
            Combinators.combine(words, words.optional(0.8), urls.optional(0.8))
                .as((o, s, u) -> new Request.Agent(AGENT, o, s, u))),
        Tuple.of(
            1,
            Combinators.combine(words, Arbitraries.of(PATHS).filter(NormalForm::isPath), words)
                .as((m, p, q) -> new Request.Http(Story.WIKI, m, p, q))));
  }

  private static Arbitrary<Value> values() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            6, Arbitraries.of(TEXTS.keySet()).flatMap(WholeVocabulary::text).map(Value.Text::new)),
        Tuple.of(1, Arbitraries.longs().between(-1, 4).map(Value.Int::new)),
        Tuple.of(1, Arbitraries.of(true, false).map(Value.Bool::new)),
        Tuple.of(1, Arbitraries.just(new Value.Opaque())),
        Tuple.of(
            2,
            Arbitraries.of("a", "ab", "b", "c")
                .set()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(s -> new Value.Texts(new TreeSet<>(s)))),
        Tuple.of(
            1,
            Arbitraries.longs()
                .between(0, 3)
                .set()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(s -> new Value.Ints(new TreeSet<>(s)))));
  }

  /** Drops the leaves that would lie below another. */
  private static Map<Pointer, Value> apart(Map<Pointer, Value> leaves) {
    TreeMap<Pointer, Value> apart = new TreeMap<>(leaves);
    apart.keySet().removeIf(p -> leaves.keySet().stream().anyMatch(other -> other.isAbove(p)));
    return apart;
  }
}
