package io.deputy.capability;

import static io.deputy.capability.Example.all;
import static io.deputy.capability.Example.any;
import static io.deputy.capability.Example.atLeast;
import static io.deputy.capability.Example.atMost;
import static io.deputy.capability.Example.bool;
import static io.deputy.capability.Example.cidr;
import static io.deputy.capability.Example.contains;
import static io.deputy.capability.Example.integer;
import static io.deputy.capability.Example.noneOf;
import static io.deputy.capability.Example.oneOf;
import static io.deputy.capability.Example.prefix;
import static io.deputy.capability.Example.range;
import static io.deputy.capability.Example.subpath;
import static io.deputy.capability.Example.subset;
import static io.deputy.capability.Example.text;
import static io.deputy.capability.Example.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeetTest {
  @Test
  void everythingTakesNothingAway() {
    met(Constraint.ANYTHING, prefix("a"), prefix("a"));
    met(Constraint.ANYTHING, Constraint.ANYTHING, Constraint.ANYTHING);
    met(Constraint.NOTHING, Constraint.ANYTHING, Constraint.NOTHING);
    met(range(1, 2), range(1, 2), range(1, 2));
  }

  @Test
  void ofListedValuesThoseRemainThatTheOtherAdmits() {
    met(text("acme/site"), prefix("acme/"), text("acme/site"));
    apart(text("other"), prefix("acme/"));
    met(oneOf("a", "ab", "b"), prefix("a"), oneOf("a", "ab"));
    apart(oneOf("a", "b"), prefix("c"));
    met(oneOf("a", "b"), oneOf("b", "c"), oneOf("b"));
    met(oneOf(1, 5, 9), range(2, 9), oneOf(5, 9));
    apart(integer(1), text("1"));
    apart(bool(true), bool(false));
    apart(Constraint.NOTHING, prefix(""));
  }

  @Test
  void rangesOverlap() {
    met(range(1, 5), range(3, 9), range(3, 5));
    met(atLeast(3), atMost(7), range(3, 7));
    met(atLeast(3), atLeast(5), atLeast(5));
    met(atMost(3), atMost(5), atMost(3));
    met(range(1, 5), range(5, 9), range(5, 5));
    apart(range(1, 5), range(6, 9));
  }

  @Test
  void theLongerStartRemains() {
    met(prefix("a"), prefix("ab"), prefix("ab"));
    apart(prefix("ab"), prefix("ac"));
    met(prefix(""), prefix("x"), prefix("x"));
  }

  @Test
  void theDeeperPathUrlOrBlockRemains() {
    met(subpath("/a"), subpath("/a/b"), subpath("/a/b"));
    apart(subpath("/a"), subpath("/ab"));
    met(url("https://a.example/x"), url("https://a.example/"), url("https://a.example/x"));
    apart(url("https://a.example/x"), url("https://a.example/y"));
    apart(url("https://a.example/"), url("http://a.example/"));
    met(cidr("10.0.0.0/8"), cidr("10.1.0.0/16"), cidr("10.1.0.0/16"));
    apart(cidr("10.0.0.0/16"), cidr("10.1.0.0/16"));
    apart(cidr("10.0.0.0/8"), cidr("::/0"));
  }

  @Test
  void listsOfExclusionsAndElements() {
    met(noneOf("a"), noneOf("b"), noneOf("a", "b"));
    apart(noneOf("a"), noneOf(1));
    met(contains("a"), contains("b"), contains("a", "b"));
    apart(contains("a"), contains(1));
    met(subset("a", "b"), subset("b", "c"), subset("b"));
    apart(subset("a"), subset("b"));
    apart(subset("a"), subset(1));
    met(contains("a"), subset("a", "b"), all(contains("a"), subset("a", "b")));
  }

  @Test
  void valuesOfTwoTypesAreApart() {
    apart(prefix("a"), range(1, 2));
    apart(range(1, 2), contains(1));
    apart(contains("a"), prefix("a"));
    apart(noneOf("a"), atLeast(1));
    apart(subpath("/a"), range(1, 2));
    apart(any(range(1, 2), range(5, 6)), prefix(""));
  }

  @Test
  void whatNoWordSaysIsAllOfBoth() {
    met(prefix("a"), noneOf("ab"), all(noneOf("ab"), prefix("a")));
    met(subpath("/a"), prefix("/a/b"), all(prefix("/a/b"), subpath("/a")));
  }

  @Test
  void partsOfAllMergeWithWhatComes() {
    Constraint first = all(noneOf("ab"), prefix("a"));
    met(first, prefix("ac"), all(noneOf("ab"), prefix("ac")));
    met(first, noneOf("ad"), all(noneOf("ab", "ad"), prefix("a")));
    apart(first, prefix("b"));
    met(first, all(noneOf("x"), prefix("aa")), all(noneOf("ab", "x"), prefix("aa")));
    met(text("ac"), first, text("ac"));
    apart(text("ab"), first);
  }

  @Test
  void alternativesAreMetOneByOne() {
    Constraint either = any(range(1, 5), range(10, 15));
    met(either, range(4, 12), any(range(4, 5), range(10, 12)));
    met(range(4, 7), either, range(4, 5));
    apart(either, range(6, 9));
    met(either, any(range(0, 2), range(20, 30)), all(either, any(range(0, 2), range(20, 30))));
    Constraint starts = any(prefix("a"), prefix("b"));
    met(starts, noneOf("a"), all(starts, noneOf("a")));
    met(starts, prefix("bc"), prefix("bc"));
  }

  @Test
  void manyAlternativesAreKeptWhole() {
    assertThat(met(many(16), range(0, 8))).isInstanceOf(Constraint.Any.class);
    Constraint kept = met(many(17), range(0, 8));
    assertThat(kept).isEqualTo(all(many(17), range(0, 8)));
  }

  @Test
  void allOfSeveralIsTheirMeet() {
    assertThat(Constraint.all(List.of(prefix("a"), prefix("ab"), oneOf("abc", "x"))))
        .isEqualTo(oneOf("abc"));
    assertThat(Constraint.all(List.of(range(1, 5), range(7, 9)))).isEqualTo(Constraint.NOTHING);
    assertThat(Constraint.all(List.of(prefix("a")))).isEqualTo(prefix("a"));
    assertThatThrownBy(() -> Constraint.all(List.of())).hasMessageContaining("at least one");
  }

  private static Constraint many(int ranges) {
    List<Constraint> members =
        new ArrayList<>(
            IntStream.range(0, ranges).mapToObj(i -> range(4L * i, 4L * i + 1)).toList());
    return new Constraint.Any(members);
  }

  private static Constraint met(Constraint a, Constraint b) {
    return Constraint.meet(a, b).orElseThrow();
  }

  private static void met(Constraint a, Constraint b, Constraint both) {
    assertThat(Constraint.meet(a, b)).as("%s and %s", a, b).hasValue(both);
    assertThat(Constraint.meet(b, a)).as("%s and %s", b, a).hasValue(both);
  }

  private static void apart(Constraint a, Constraint b) {
    assertThat(Constraint.meet(a, b)).as("%s and %s", a, b).isEmpty();
    assertThat(Constraint.meet(b, a)).as("%s and %s", b, a).isEmpty();
  }
}
