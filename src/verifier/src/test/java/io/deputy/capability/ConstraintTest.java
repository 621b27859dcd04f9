package io.deputy.capability;

import static io.deputy.capability.Example.all;
import static io.deputy.capability.Example.any;
import static io.deputy.capability.Example.atLeast;
import static io.deputy.capability.Example.atMost;
import static io.deputy.capability.Example.bool;
import static io.deputy.capability.Example.cidr;
import static io.deputy.capability.Example.contains;
import static io.deputy.capability.Example.integer;
import static io.deputy.capability.Example.integers;
import static io.deputy.capability.Example.noneOf;
import static io.deputy.capability.Example.oneOf;
import static io.deputy.capability.Example.prefix;
import static io.deputy.capability.Example.range;
import static io.deputy.capability.Example.scalars;
import static io.deputy.capability.Example.subpath;
import static io.deputy.capability.Example.subset;
import static io.deputy.capability.Example.text;
import static io.deputy.capability.Example.texts;
import static io.deputy.capability.Example.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What each word admits and what not, and which words say the same. */
class ConstraintTest {
  private static final Value OPAQUE = new Value.Opaque();

  @Test
  void absenceIsAdmittedByAWildcardOnly() {
    for (Constraint constraint :
        List.of(
            text("a"),
            oneOf("a"),
            noneOf("a"),
            prefix(""),
            atLeast(0),
            contains("a"),
            subset("a"),
            subpath("/"),
            cidr("::/0"),
            url("https://a.example/"),
            any(prefix("a"), noneOf("b")))) {
      assertThat(constraint.admits(Optional.empty())).as("%s", constraint).isFalse();
      assertThat(constraint.admits(Optional.of(OPAQUE))).as("%s", constraint).isFalse();
    }
    assertThat(Constraint.ANYTHING.admits(Optional.empty())).isTrue();
    assertThat(Constraint.admits(Optional.empty(), Optional.empty())).isTrue();
    assertThat(Constraint.admits(Optional.empty(), Optional.of(OPAQUE))).isFalse();
    assertThat(Constraint.admits(Optional.of(prefix("")), Optional.empty())).isFalse();
  }

  @Test
  void valuesOfAnotherTypeAreNotAdmitted() {
    admits(text("1"), new Value.Text("1"));
    refuses(text("1"), new Value.Int(1), new Value.Text("2"), texts("1"));
    admits(noneOf("a"), new Value.Text("b"));
    refuses(noneOf("a"), new Value.Text("a"), new Value.Int(1), texts("b"));
    admits(noneOf(1), new Value.Int(2));
    refuses(noneOf(1), new Value.Int(1), new Value.Bool(true));
    admits(bool(true), new Value.Bool(true));
    refuses(bool(true), new Value.Bool(false), new Value.Text("true"));
    refuses(Constraint.NOTHING, new Value.Text(""), new Value.Int(0));
  }

  @Test
  void rangesIncludeTheirEnds() {
    admits(range(1, 3), new Value.Int(1), new Value.Int(2), new Value.Int(3));
    refuses(range(1, 3), new Value.Int(0), new Value.Int(4), new Value.Text("2"));
    admits(atLeast(1), new Value.Int(1), new Value.Int(Long.MAX_VALUE));
    admits(atMost(1), new Value.Int(1), new Value.Int(Long.MIN_VALUE));
    assertThat(range(Long.MIN_VALUE, 5)).isEqualTo(atMost(5));
    assertThat(range(5, Long.MAX_VALUE)).isEqualTo(atLeast(5));
    assertThat(range(Long.MIN_VALUE, Long.MAX_VALUE))
        .isEqualTo(new Constraint.Range(OptionalLong.empty(), OptionalLong.empty()));
  }

  @Test
  void arraysByTheirElements() {
    admits(contains("a"), texts("a"), texts("a", "b"));
    refuses(contains("a"), texts("b"), integers(1), new Value.Text("a"));
    admits(contains(1, 2), integers(1, 2, 3));
    refuses(contains(1, 2), integers(1), texts("1", "2"));
    admits(subset("a", "b"), texts("a"), texts("a", "b"));
    refuses(subset("a", "b"), texts("a", "c"), texts("c"), integers(1));
    refuses(subset(new String[0]), texts("a"), integers(1));
  }

  @Test
  void pathsAddressesAndUrls() {
    admits(subpath("/a"), words("/a", "/a/", "/a/b"));
    refuses(subpath("/a"), words("/ab", "/", "/a/../b", "/a//b", "a"));
    admits(subpath("/"), words("/", "/a"));
    admits(cidr("10.0.0.0/8"), words("10.0.0.0", "10.255.255.255"));
    refuses(cidr("10.0.0.0/8"), words("9.255.255.255", "11.0.0.0", "10.0.0", "::1", "10.0.0.01"));
    admits(url("https://a.example/x"), words("https://a.example/x", "https://a.example/x/y?z"));
    refuses(
        url("https://a.example/x"),
        words(
            "https://a.example/xy",
            "http://a.example/x",
            "https://b.example/x",
            "https://a.example:444/x",
            "https://a.example/x/../y",
            "https://a.example/"));
    assertThat(cidr("10.0.0.0/8").admits(Optional.of(new Value.Int(1)))).isFalse();
  }

  @Test
  void allAndAny() {
    Constraint both = all(prefix("a"), noneOf("ab"));
    admits(both, words("a", "ac"));
    refuses(both, words("ab", "b"));
    Constraint either = any(range(1, 2), range(5, 6));
    admits(either, new Value.Int(1), new Value.Int(6));
    refuses(either, new Value.Int(3), new Value.Text("1"));
  }

  @Test
  void alternativesInOneForm() {
    assertThat(joined(text("b"), oneOf("a", "b"), text("c"))).isEqualTo(oneOf("a", "b", "c"));
    assertThat(joined()).isEqualTo(Constraint.NOTHING);
    assertThat(joined(Constraint.NOTHING, subset(new String[0]))).isEqualTo(Constraint.NOTHING);
    assertThat(joined(prefix("a"), Constraint.NOTHING, prefix("a"))).isEqualTo(prefix("a"));
    assertThat(joined(text("x"), prefix("a"))).isEqualTo(any(text("x"), prefix("a")));
    assertThat(joined(oneOf("x"), prefix("a"))).isEqualTo(any(text("x"), prefix("a")));
    assertThat(joined(text("x"))).isEqualTo(oneOf("x"));
    assertThat(joined(any(prefix("a"), prefix("b")), prefix("c")))
        .isEqualTo(any(prefix("a"), prefix("b"), prefix("c")));
    assertThat(joined(Constraint.ANYTHING)).isEqualTo(Constraint.ANYTHING);
    assertThatThrownBy(() -> joined(Constraint.ANYTHING, prefix("a")))
        .hasMessageContaining("no wildcard");
    assertThatThrownBy(() -> joined(range(1, 2), prefix("a"))).hasMessageContaining("one form");
    assertThatThrownBy(() -> joined(text("a"), integer(1))).hasMessageContaining("one type");
  }

  @Test
  void listsAreOfOneTypeSortedWithoutRepetition() {
    assertThat(oneOf("b", "a", "b")).isEqualTo(oneOf("a", "b"));
    assertThat(((Constraint.OneOf) oneOf(3, 1, 2, 1)).values()).isEqualTo(scalars(1, 2, 3));
    Value.Bool no = new Value.Bool(false);
    Value.Bool yes = new Value.Bool(true);
    assertThat(new Constraint.OneOf(List.of(yes, no, yes)).values()).containsExactly(no, yes);
    List<Value.Scalar> mixed = List.of(new Value.Text("a"), new Value.Int(1));
    assertThatThrownBy(() -> new Constraint.OneOf(mixed)).hasMessageContaining("one type");
    assertThatThrownBy(() -> new Constraint.Contains(List.of(yes))).hasMessageContaining("arrays");
    assertThatThrownBy(() -> new Constraint.Subset(List.of(yes))).hasMessageContaining("arrays");
    assertThatThrownBy(() -> noneOf(new String[0])).hasMessageContaining("not_one_of");
    assertThatThrownBy(() -> contains(new long[0])).hasMessageContaining("contains");
  }

  @Test
  void wordsThatMeanNothingAreRefused() {
    for (String root : List.of("", "a", "/a/", "/a/..", "/a//b")) {
      assertThatThrownBy(() -> subpath(root)).as(root).hasMessageContaining("normal form");
    }
    for (String base : List.of("https://a.example/x/", "https://a.example/x?y")) {
      assertThatThrownBy(() -> url(base)).as(base).hasMessageContaining("slash");
    }
    assertThatThrownBy(() -> prefix("\ud800")).hasMessageContaining("surrogate");
    assertThatThrownBy(() -> new Value.Text("\ud800")).hasMessageContaining("surrogate");
    assertThatThrownBy(() -> texts()).hasMessageContaining("elements");
    assertThatThrownBy(() -> integers()).hasMessageContaining("elements");
  }

  @Test
  void compoundsAreBounded() {
    assertThatThrownBy(() -> all(prefix("a"))).hasMessageContaining("from 2 to 256");
    assertThatThrownBy(() -> any(prefix("a"), prefix("a"))).hasMessageContaining("from 2");
    assertThatThrownBy(() -> all(prefix("a"), Constraint.ANYTHING))
        .hasMessageContaining("wildcard");
    assertThatThrownBy(() -> all(prefix("a"), all(prefix("b"), prefix("c"))))
        .hasMessageContaining("no all in all");
    assertThatThrownBy(() -> any(prefix("a"), any(prefix("b"), prefix("c"))))
        .hasMessageContaining("no any in any");
    assertThat(new Constraint.Any(prefixes(256)).members()).hasSize(256);
    assertThatThrownBy(() -> new Constraint.Any(prefixes(257))).hasMessageContaining("256");
    Constraint deep = prefix("a");
    for (int i = 0; i < Constraint.MAX_NESTING; i++) {
      deep = i % 2 == 0 ? all(deep, noneOf("x" + i)) : any(deep, prefix("x" + i));
      assertThat(Compound.nesting(deep)).isEqualTo(i + 1);
    }
    Constraint deepest = deep;
    assertThatThrownBy(() -> all(deepest, noneOf("y"))).hasMessageContaining("too deep");
  }

  private static Value[] words(String... words) {
    return Arrays.stream(words).map(Value.Text::new).toArray(Value[]::new);
  }

  private static List<Constraint> prefixes(int count) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(i -> prefix("p" + i)).toList());
  }

  private static Constraint joined(Constraint... members) {
    return Constraint.any(List.of(members));
  }

  private static void admits(Constraint constraint, Value... values) {
    for (Value value : values) {
      assertThat(constraint.admits(Optional.of(value))).as("%s, %s", constraint, value).isTrue();
    }
  }

  private static void refuses(Constraint constraint, Value... values) {
    for (Value value : values) {
      assertThat(constraint.admits(Optional.of(value))).as("%s, %s", constraint, value).isFalse();
    }
  }
}
