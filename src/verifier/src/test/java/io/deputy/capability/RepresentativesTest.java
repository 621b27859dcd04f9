package io.deputy.capability;

import static io.deputy.capability.Example.all;
import static io.deputy.capability.Example.any;
import static io.deputy.capability.Example.atLeast;
import static io.deputy.capability.Example.bool;
import static io.deputy.capability.Example.cidr;
import static io.deputy.capability.Example.contains;
import static io.deputy.capability.Example.integer;
import static io.deputy.capability.Example.integers;
import static io.deputy.capability.Example.noneOf;
import static io.deputy.capability.Example.oneOf;
import static io.deputy.capability.Example.prefix;
import static io.deputy.capability.Example.range;
import static io.deputy.capability.Example.subpath;
import static io.deputy.capability.Example.subset;
import static io.deputy.capability.Example.text;
import static io.deputy.capability.Example.texts;
import static io.deputy.capability.Example.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RepresentativesTest {
  private static final Dimension PATHS = Dimension.Field.PATHS;

  @Test
  void integersBetweenTwoEndsAreAlike() {
    List<Constraint> constraints =
        List.of(range(1, 5), range(4, 9), integer(7), noneOf(2), oneOf(20, 22), atLeast(30));
    StandIns.standForEach(
        constraints, LongStream.rangeClosed(-3, 35).mapToObj(Value.Int::new).toList());
    // Inside, outside (any value at all), absent.
    assertThat(StandIns.of(List.of(range(1, 5))))
        .contains(present(new Value.Int(1)), Optional.empty())
        .hasSize(3);
  }

  @Test
  void theEndsOf64Bits() {
    List<Constraint> constraints =
        List.of(integer(Long.MIN_VALUE), integer(Long.MAX_VALUE), atLeast(Long.MAX_VALUE - 1));
    StandIns.standForEach(
        constraints,
        LongStream.of(Long.MIN_VALUE, Long.MIN_VALUE + 1, 0, Long.MAX_VALUE - 1, Long.MAX_VALUE)
            .mapToObj(Value.Int::new)
            .toList());
  }

  @Test
  void bothBooleansAndWhatRightsCannotSpeakOf() {
    StandIns.standForEach(
        List.of(bool(true), prefix(""), Constraint.ANYTHING),
        List.of(new Value.Bool(true), new Value.Bool(false), new Value.Opaque()));
    assertThat(StandIns.of(List.of(bool(true)))).contains(present(new Value.Bool(true))).hasSize(3);
  }

  @Test
  void arraysByWhatTheyLackAndWhatTheyHaveTooMuch() {
    StandIns.standForEach(
        List.of(contains("a"), contains("a", "b"), subset("a", "b"), subset("b", "c")),
        List.of(
            texts("a"),
            texts("b"),
            texts("c"),
            texts("x"),
            texts("a", "b"),
            texts("a", "c"),
            texts("b", "c"),
            texts("a", "x"),
            texts("b", "x"),
            texts("a", "b", "c"),
            texts("a", "b", "x"),
            texts("a", "b", "c", "x"),
            texts("c", "x"),
            integers(1)));
    StandIns.standForEach(
        List.of(contains(1, 2), subset(1, 2, 3), contains("a"), any(contains(0), contains(4))),
        List.of(
            integers(0),
            integers(1),
            integers(1, 2),
            integers(1, 2, 3),
            integers(1, 2, 4),
            integers(4),
            integers(0, 4),
            integers(9),
            integers(0, 1, 2),
            texts("a"),
            texts("b")));
  }

  @Test
  void anArrayOfElementsThatNobodyNames() {
    StandIns.standForEach(
        List.of(contains("other"), subset("other", "other1")),
        List.of(texts("x"), texts("other"), texts("other", "x"), texts("other1"), texts("x", "y")));
    ArrayClasses arrays = new ArrayClasses();
    assertThat(arrays.collect(new Steps())).containsExactly(texts("other"), integers(0));
    arrays.subset(new Constraint.Subset(Example.scalars(0, 1)));
    assertThat(arrays.collect(new Steps()))
        .containsExactlyInAnyOrder(texts("other"), integers(0), integers(0, 2));
  }

  @Test
  void moreConstraintsOnArraysThanCanBeToldApart() {
    assertThat(arrays(60)).isNotEmpty();
    assertThatThrownBy(() -> arrays(61)).isInstanceOf(Steps.Exhausted.class);
  }

  @Test
  void arraysCostSteps() {
    ArrayClasses arrays = new ArrayClasses();
    IntStream.range(0, 30)
        .forEach(i -> arrays.contains(new Constraint.Contains(Example.scalars("e" + i))));
    assertThatThrownBy(() -> arrays.collect(new Steps())).isInstanceOf(Steps.Exhausted.class);
  }

  @Test
  void stringsByTheLongestLiteralTheyStartWith() {
    List<Constraint> constraints =
        List.of(prefix("ab"), prefix("abc"), text("abx"), noneOf("a"), oneOf("", "abcx"));
    StandIns.standForEachText(
        constraints,
        List.of("", "a", "b", "aa", "ab", "abx", "aby", "abxx", "abc", "abcx", "abcxx", "abcd"));
  }

  @Test
  void stringsThatArePathsAndThatAreNot() {
    List<Constraint> constraints =
        List.of(subpath("/a"), subpath("/a/b"), prefix("/a/"), subpath("/"), noneOf("/a/x"));
    StandIns.standForEachText(
        constraints,
        List.of(
            "/", "/a", "/a/", "/a/b", "/a/b/", "/ab", "/a/bc", "/a/b/c", "/a/x", "/a/y", "/x",
            "/a/../b", "/a//", "/a/b/..", "/a/b/ %", "x", "", "//", "/a/ %", "/ %"));
  }

  @Test
  void stringsThatAreUrlsAndThatAreNot() {
    List<Constraint> constraints =
        List.of(
            url("https://a.example/"),
            url("https://a.example/x"),
            prefix("https://a.example/x/"),
            noneOf("https://a.example/x/x", "https://a.example/x?x"));
    StandIns.standForEachText(
        constraints,
        List.of(
            "https://a.example/",
            "https://a.example/x",
            "https://a.example/x/",
            "https://a.example/xy",
            "https://a.example/x?q",
            "https://a.example/x?",
            "https://a.example/x/y",
            "https://a.example/x/x",
            "https://a.example/x?x",
            "https://a.example/y",
            "https://a.example/?y",
            "https://a.example",
            "https://a.example/x/..",
            "https://a.example/x/ %",
            "http://a.example/x",
            "x",
            ""));
  }

  @Test
  void oneStringOfSeveralForms() {
    StandIns.standForEachText(
        List.of(subpath("/a"), url("https://a.example/"), cidr("10.0.0.0/8"), prefix("1")),
        List.of("/a", "/a/b", "https://a.example/x", "10.0.0.1", "11.0.0.1", "1", "1x", "9.0.0.0"));
    StandIns.standForEachText(
        List.of(all(prefix("/a"), noneOf("/a/b")), any(subpath("/a"), subpath("/b"))),
        List.of("/a", "/a/b", "/a/c", "/b", "/b/c", "/c", "/ab"));
  }

  @Test
  void aFieldHasOnlyValuesThatARequestCanHave() {
    Points paths = paths(List.of(text("/a/../b"), prefix("/a/.."), text("/c"), text("x")));
    for (int i = 0; i < paths.size(); i++) {
      assertThat(NormalForm.isPath(((Value.Text) paths.get(i).orElseThrow()).value())).isTrue();
    }
    assertThat(paths.absence()).isEmpty();
    // Below "/a/.." a path goes on: "/a/..x" has no segment of two dots.
    assertThat(paths.admittedBy(Optional.of(prefix("/a/..")))).isEqualTo(bits(paths, "/a/..x"));
    assertThat(paths.admittedBy(Optional.of(text("/a/../b"))).isEmpty()).isTrue();
  }

  @Test
  void theSampleIsWhatPeopleWouldChoose() {
    assertThat(StandIns.of(List.of(text("delete"), prefix("x"))).get(0))
        .hasValue(new Value.Text("delete"));
    assertThat(paths(List.of()).get(0)).hasValue(new Value.Text("/"));
    assertThat(paths(List.of()).size()).isEqualTo(1);
    assertThat(StandIns.of(List.of(prefix("acme/"))).get(0)).hasValue(new Value.Text("acme/x"));
    assertThat(StandIns.of(List.of(cidr("10.0.0.0/8"))).get(0))
        .hasValue(new Value.Text("10.0.0.0"));
  }

  @Test
  void absenceIsTheLastAndOnlyWhereARequestCanLackTheValue() {
    List<Optional<Value>> argument = StandIns.of(List.of(prefix("a"), Constraint.ANYTHING));
    assertThat(argument.get(argument.size() - 1)).isEmpty();
    Points points =
        Points.of(
            List.of(new Value.Int(1), new Value.Int(2), new Value.Int(7)),
            true,
            List.of(range(1, 5), Constraint.ANYTHING),
            new Steps());
    assertThat(points.size()).isEqualTo(3);
    assertThat(points.absence()).hasValue(2);
    assertThat(points.admittedBy(Optional.empty()).stream()).containsExactly(2);
    assertThat(points.admittedBy(Optional.of(Constraint.ANYTHING)).stream())
        .containsExactly(0, 1, 2);
    assertThat(points.admittedBy(Optional.of(range(1, 5))).stream()).containsExactly(0);
    assertThat(Points.of(List.of(), false, List.of(), new Steps()).absence()).isEmpty();
  }

  private static List<Value> arrays(int constraints) {
    ArrayClasses arrays = new ArrayClasses();
    for (int i = 0; i < constraints; i++) {
      arrays.subset(new Constraint.Subset(Example.scalars("a")));
    }
    return arrays.collect(new Steps());
  }

  private static Points paths(List<Constraint> constraints) {
    return Representatives.of(Kind.HTTP, PATHS, constraints, List.of(), new Steps());
  }

  private static BitSet bits(Points points, String... texts) {
    BitSet bits = new BitSet();
    for (int i = 0; i < points.size(); i++) {
      if (Set.of(texts).contains(((Value.Text) points.get(i).orElseThrow()).value())) {
        bits.set(i);
      }
    }
    return bits;
  }

  private static Optional<Value> present(Value value) {
    return Optional.of(value);
  }
}
