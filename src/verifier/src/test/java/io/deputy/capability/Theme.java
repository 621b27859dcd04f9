package io.deputy.capability;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the constraints on one argument are about: a few words, and the constraints that are made of
 * them. Words and constraints are chosen so that they cover, overlap and cut each other, also
 * between strings as such and what they stand for.
 *
 * <p>{@link #samples} is closed: whatever value a request has, {@code samples} has one that the
 * same constraints of the theme admit, {@code all} and {@code any} of them included. Then to go
 * through these values is to go through all values. The argument is given at each theme.
 */
enum Theme {
  /**
   * Strings. Let <i>l</i> be the longest word that a string starts with: it is <i>l</i>, or it goes
   * on and is like {@code l + "x"}, as no word ends in {@code x}.
   */
  TEXT(List.of("", "a", "ab", "abc", "b", "a\n", "\ud83d\ude00"), List.of()),

  /**
   * Paths. The roots and the roots with a slash count as words. A string that goes on after the
   * longest word <i>l</i> is a path or is none. If one is a path, then so is {@code l + "x"}: what
   * starts otherwise than with a slash is none, and a slash is a word. If it is none, it is like
   * {@code l + "%"}, which never is one.
   */
  PATH(
      List.of("", "/", "/a", "/a/", "/a/b", "/ab", "/a/.", "/a/..", "/a//", "b"),
      List.of(subpath("/"), subpath("/a"), subpath("/a/b"), subpath("/ab"), subpath("/\u00e9"))),

  /**
   * URLs. The bases, and the bases with a slash or a question mark, count as words. A string that
   * goes on after the longest word <i>l</i> is a URL or is none. If one is, then so is <i>l</i>
   * with one of {@link #COMPLETIONS}, which finish scheme, host, port, percent escape and query in
   * whatever place <i>l</i> ends. If it is none, it is like <i>l</i> with a space.
   */
  URL(
      List.of(
          "",
          "http",
          "https://h",
          "https://h/",
          "https://h/v1",
          "https://h/v1/x",
          "https://h/v1?",
          "https://h/%",
          "https://h/%C3",
          "https://h/v1/..",
          "https://h:8"),
      List.of(
          url("https://h/"),
          url("https://h/v1"),
          url("https://h/v1/x"),
          url("https://h/%C3%A9"),
          url("https://h:8443/"),
          url("http://h/"))),

  /**
   * IPv4 addresses. First octets: some that start with a 1 and some that do not, 10, on both sides
   * of 128. Middle octets: 0 or not. Last octets: those in the smallest blocks, and outside of them
   * such as start with each digit of the words, on both sides of 128.
   */
  IPV4(
      List.of("", "1", "10.", "10.0.0.", "10.0.0.1", "10.0.0.2", "010."),
      List.of(
          cidr("0.0.0.0", 0),
          cidr("0.0.0.0", 1),
          cidr("10.0.0.0", 8),
          cidr("10.0.0.0", 30),
          cidr("10.0.0.1", 32),
          cidr("10.0.0.2", 31),
          cidr("10.0.0.128", 25))),

  /**
   * IPv6 addresses: groups that start with each digit of the words and those that do not, zeros in
   * all places where they may be left out, and every place where a word or a block ends.
   */
  IPV6(
      List.of(
          "",
          ":",
          "::",
          "2",
          "2001:db8:",
          "2001:db8::",
          "2001:db8::1",
          "2001:db8:0:1",
          "2001:DB8::"),
      List.of(
          cidr("::", 0),
          cidr("8000::", 1),
          cidr("2001:db8::", 32),
          cidr("2001:db8::", 127),
          cidr("2001:db8:0:1::", 64))),

  /** Arrays of two elements that are named and one that is not, of both types. */
  SET(
      List.of("a"),
      List.of(
          new Constraint.Contains(texts("a")),
          new Constraint.Contains(texts("b")),
          new Constraint.Contains(texts("a", "b")),
          new Constraint.Contains(integers(1)),
          new Constraint.Contains(integers(1, 2)),
          new Constraint.Subset(texts()),
          new Constraint.Subset(texts("a")),
          new Constraint.Subset(texts("b")),
          new Constraint.Subset(texts("a", "b")),
          new Constraint.Subset(integers(1)),
          new Constraint.Subset(integers(1, 2)))),

  /** Integers: every end and value, and those beside it. */
  INTEGER(
      List.of("1"),
      List.of(
          exact(1),
          exact(3),
          new Constraint.OneOf(integers(0, 2)),
          new Constraint.OneOf(integers(1, 2, 3)),
          new Constraint.NotOneOf(integers(1)),
          new Constraint.NotOneOf(integers(0, 2, Long.MAX_VALUE)),
          range(OptionalLong.empty(), OptionalLong.empty()),
          range(OptionalLong.of(1), OptionalLong.empty()),
          range(OptionalLong.empty(), OptionalLong.of(1)),
          range(OptionalLong.of(0), OptionalLong.of(2)),
          range(OptionalLong.of(3), OptionalLong.of(2)),
          range(OptionalLong.of(2), OptionalLong.of(Long.MAX_VALUE - 1)))),

  /** Both booleans. */
  BOOLEAN(
      List.of("true"),
      List.of(
          new Constraint.Exact(new Value.Bool(true)),
          new Constraint.Exact(new Value.Bool(false)),
          new Constraint.OneOf(List.of(new Value.Bool(true), new Value.Bool(false))),
          new Constraint.NotOneOf(List.of(new Value.Bool(true))),
          new Constraint.NotOneOf(List.of(new Value.Bool(true), new Value.Bool(false)))));

  private static final List<String> COMPLETIONS =
      List.of(
          "://z/", "s://z/", "z/", "/", "9/", "/z", "z", "?z", "C3%A9", "C4%A9", "%A9", "%A8",
          "%A9/", "%A9?");

  private static final List<Integer> FIRST_OCTETS = List.of(0, 1, 2, 9, 10, 11, 100, 128, 200);
  private static final List<Integer> LAST_OCTETS = List.of(0, 1, 2, 3, 4, 10, 20, 100, 128, 200);
  private static final List<Integer> FIRST_GROUPS = List.of(0, 2, 0x2001, 0x3000, 0x8000);
  private static final List<Integer> FOURTH_GROUPS = List.of(0, 1, 2, 0x10);
  private static final List<Integer> LAST_GROUPS = List.of(0, 1, 2, 0x10);

  private static final Map<Theme, List<Optional<Value>>> SAMPLES =
      Stream.of(values()).collect(Collectors.toMap(theme -> theme, Theme::collected));

  @SuppressWarnings("ImmutableEnumChecker") // A list that cannot be changed.
  private final List<String> words;

  @SuppressWarnings("ImmutableEnumChecker") // Lists that cannot be changed, of records.
  private final List<Constraint> own;

  Theme(List<String> words, List<Constraint> own) {
    this.words = words;
    this.own = own;
  }

  /** What values and prefixes are made of. */
  List<String> words() {
    return words;
  }

  /** Constraints of the theme's own form. */
  List<Constraint> own() {
    return own;
  }

  /** Each kind of constraint that is neither {@code all} nor {@code any}, with several words. */
  List<Constraint> leaves() {
    Set<Constraint> leaves = new LinkedHashSet<>();
    leaves.add(Constraint.ANYTHING);
    leaves.add(Constraint.NOTHING);
    leaves.addAll(own);
    for (String word : words) {
      leaves.add(new Constraint.Prefix(word));
      leaves.add(new Constraint.Exact(new Value.Text(word)));
    }
    leaves.add(new Constraint.OneOf(words.stream().map(Theme::text).toList()));
    leaves.add(new Constraint.NotOneOf(words.stream().map(Theme::text).toList()));
    leaves.add(new Constraint.NotOneOf(List.of(text(words.get(words.size() - 1)))));
    return List.copyOf(leaves);
  }

  /** Absence, and of every class of values at least one. */
  List<Optional<Value>> samples() {
    return SAMPLES.get(this);
  }

  private List<Optional<Value>> collected() {
    Set<Optional<Value>> values = new LinkedHashSet<>();
    values.add(Optional.empty());
    values.add(Optional.of(new Value.Opaque()));
    values.add(Optional.of(new Value.Bool(true)));
    values.add(Optional.of(new Value.Bool(false)));
    List.of(-1L, 0L, 1L, 2L, 3L, 4L, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1)
        .forEach(i -> values.add(Optional.of(new Value.Int(i))));
    subsets(List.of("a", "b", "c"))
        .forEach(s -> values.add(Optional.of(new Value.Texts(new TreeSet<>(s)))));
    subsets(List.of(1L, 2L, 3L))
        .forEach(s -> values.add(Optional.of(new Value.Ints(new TreeSet<>(s)))));
    strings().forEach(s -> values.add(Optional.of(new Value.Text(s))));
    return List.copyOf(values);
  }

  private Set<String> strings() {
    Set<String> strings = new LinkedHashSet<>();
    for (String literal : literals()) {
      strings.add(literal);
      Stream.of("x", "%", " ").forEach(more -> strings.add(literal + more));
      if (this == URL) {
        COMPLETIONS.forEach(more -> strings.add(literal + more));
      }
    }
    if (this == IPV4) {
      addV4(strings);
    }
    if (this == IPV6) {
      addV6(strings);
    }
    return strings;
  }

  private Set<String> literals() {
    Set<String> literals = new LinkedHashSet<>(words);
    literals.add("");
    // Prefixes are made of the first characters of words too.
    words.stream()
        .filter(word -> !word.isEmpty())
        .forEach(word -> literals.add(word.substring(0, word.offsetByCodePoints(0, 1))));
    for (Constraint constraint : own) {
      if (constraint instanceof Constraint.Subpath p) {
        literals.addAll(List.of(p.root(), p.root() + "/"));
      } else if (constraint instanceof Constraint.Url u) {
        String base = u.base().text();
        literals.addAll(List.of(base, base + "/", base + "?"));
      }
    }
    return literals;
  }

  private static void addV4(Set<String> strings) {
    for (int first : FIRST_OCTETS) {
      for (int middle : List.of(0, 1, 256, 65_535)) {
        for (int last : LAST_OCTETS) {
          strings.add(first + "." + (middle >> 8) + "." + (middle & 0xff) + "." + last);
        }
      }
    }
  }

  private static void addV6(Set<String> strings) {
    for (int first : FIRST_GROUPS) {
      for (int second : List.of(0, 0xdb8, 0xdb9)) {
        for (int third : List.of(0, 1)) {
          for (int fourth : FOURTH_GROUPS) {
            for (int last : LAST_GROUPS) {
              for (int sixth : List.of(0, 1)) {
                int[] groups = {first, second, third, fourth, 0, sixth, 0, last};
                BigInteger bits = BigInteger.ZERO;
                for (int group : groups) {
                  bits = bits.shiftLeft(16).or(BigInteger.valueOf(group));
                }
                strings.add(new IpAddress(Form.IPV6, bits).text());
              }
            }
          }
        }
      }
    }
  }

  /** The non-empty ones. */
  static <T> List<List<T>> subsets(List<T> all) {
    return IntStream.range(1, 1 << all.size())
        .mapToObj(
            mask ->
                IntStream.range(0, all.size())
                    .filter(i -> (mask >> i & 1) == 1)
                    .mapToObj(all::get)
                    .toList())
        .toList();
  }

  private static Value.Scalar text(String word) {
    return new Value.Text(word);
  }

  private static Constraint subpath(String root) {
    return new Constraint.Subpath(root);
  }

  private static Constraint url(String base) {
    return new Constraint.Url(WebUrl.parse(base).orElseThrow());
  }

  private static Constraint cidr(String network, int bits) {
    return new Constraint.Cidr(IpAddress.parse(network).orElseThrow(), bits);
  }

  private static Constraint exact(long value) {
    return new Constraint.Exact(new Value.Int(value));
  }

  private static Constraint range(OptionalLong min, OptionalLong max) {
    return new Constraint.Range(min, max);
  }

  static List<Value.Scalar> texts(String... values) {
    return Stream.of(values).map(Theme::text).toList();
  }

  static List<Value.Scalar> integers(long... values) {
    List<Value.Scalar> all = new ArrayList<>();
    for (long value : values) {
      all.add(new Value.Int(value));
    }
    return all;
  }
}
