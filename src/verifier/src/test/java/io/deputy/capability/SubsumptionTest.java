package io.deputy.capability;

import static io.deputy.capability.Example.all;
import static io.deputy.capability.Example.any;
import static io.deputy.capability.Example.atLeast;
import static io.deputy.capability.Example.atMost;
import static io.deputy.capability.Example.bool;
import static io.deputy.capability.Example.cidr;
import static io.deputy.capability.Example.contains;
import static io.deputy.capability.Example.noneOf;
import static io.deputy.capability.Example.oneOf;
import static io.deputy.capability.Example.prefix;
import static io.deputy.capability.Example.range;
import static io.deputy.capability.Example.subpath;
import static io.deputy.capability.Example.subset;
import static io.deputy.capability.Example.text;
import static io.deputy.capability.Example.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.capability.Capability.OtherArguments;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One word within another: what is certain without a search, and what must never be. */
class SubsumptionTest {
  private static final Pointer A = new Pointer("/a");
  private static final Pointer B = new Pointer("/b");
  private static final Pointer BELOW = new Pointer("/a/b");

  @Test
  void everythingHoldsAllAndIsInNothingElse() {
    within(prefix("a"), Constraint.ANYTHING);
    within(Constraint.ANYTHING, Constraint.ANYTHING);
    outside(Constraint.ANYTHING, prefix(""));
    outside(Constraint.ANYTHING, any(prefix("a"), noneOf("a")));
  }

  @Test
  void listedValuesAreEachAdmitted() {
    within(text("ab"), prefix("a"));
    outside(text("b"), prefix("a"));
    within(oneOf("aa", "ab"), prefix("a"));
    outside(oneOf("aa", "b"), prefix("a"));
    within(oneOf("a"), oneOf("a", "b"));
    within(Constraint.NOTHING, text("a"));
    outside(bool(true), bool(false));
    within(text("a"), any(prefix("a"), prefix("b")));
  }

  @Test
  void rangesByBothEnds() {
    within(range(2, 4), range(1, 5));
    within(range(1, 5), range(1, 5));
    within(range(1, 5), range(1, 6));
    within(range(2, 5), range(1, 5));
    outside(range(0, 4), range(1, 5));
    outside(range(2, 6), range(1, 5));
    outside(atLeast(2), range(1, 5));
    outside(atMost(4), range(1, 5));
    within(range(1, 5), atLeast(1));
    within(range(1, 5), atMost(5));
    outside(range(1, 5), atLeast(2));
    outside(range(1, 5), atMost(4));
  }

  @Test
  void startsOfStrings() {
    within(prefix("ab"), prefix("a"));
    outside(prefix("a"), prefix("ab"));
    within(subpath("/a"), prefix(""));
    within(noneOf("a"), prefix(""));
    within(cidr("10.0.0.0/8"), prefix(""));
    outside(noneOf(1), prefix(""));
    outside(range(1, 2), prefix(""));
    outside(contains("a"), prefix(""));
    outside(noneOf("a"), prefix("x"));
    outside(prefix("/a/"), subpath("/a"));
  }

  @Test
  void pathsUrlsAndBlocks() {
    within(subpath("/a/b"), subpath("/a"));
    within(subpath("/a"), subpath("/"));
    outside(subpath("/ab"), subpath("/a"));
    outside(subpath("/"), subpath("/a"));
    within(url("https://a.example/x/y"), url("https://a.example/x"));
    outside(url("https://a.example/xy"), url("https://a.example/x"));
    outside(url("https://b.example/x"), url("https://a.example/x"));
    outside(url("https://a.example:444/x"), url("https://a.example/x"));
    within(cidr("10.1.0.0/16"), cidr("10.0.0.0/8"));
    outside(cidr("10.0.0.0/8"), cidr("10.0.0.0/16"));
    outside(cidr("11.0.0.0/16"), cidr("10.0.0.0/8"));
    within(cidr("10.0.0.0/8"), cidr("0.0.0.0/0"));
    outside(cidr("10.0.0.0/8"), cidr("::/0"));
    outside(cidr("10.0.0.0/8"), subpath("/"));
  }

  @Test
  void exclusionsAndElements() {
    within(noneOf("a", "b"), noneOf("a"));
    outside(noneOf("a"), noneOf("a", "b"));
    outside(noneOf(1), noneOf("a"));
    within(contains("a", "b"), contains("a"));
    outside(contains("a"), contains("a", "b"));
    within(subset("a"), subset("a", "b"));
    outside(subset("a", "b"), subset("a"));
    outside(subset("a"), contains("a"));
    outside(contains("a"), subset("a"));
    outside(noneOf("a"), contains("a"));
  }

  @Test
  void allAndAny() {
    Constraint both = all(prefix("a"), noneOf("ab"));
    within(both, prefix("a"));
    within(both, noneOf("ab"));
    within(both, prefix(""));
    outside(both, prefix("b"));
    within(all(prefix("ac"), noneOf("ab", "ad")), both);
    outside(prefix("a"), both);
    Constraint either = any(range(1, 5), range(10, 15));
    within(either, range(1, 15));
    outside(either, range(1, 14));
    within(range(11, 12), either);
    outside(range(5, 10), either);
    within(any(range(1, 2), range(12, 13)), either);
    within(all(prefix("a"), noneOf("ab")), any(prefix("a"), prefix("b")));
  }

  @Test
  void otherServersAndKinds() {
    Capability.Mcp here = Example.tool(text("a"), Map.of());
    Capability.Mcp there =
        new Capability.Mcp(
            "https://other.example",
            here.methods(),
            here.names(),
            here.arguments(),
            here.otherArguments());
    Capability http =
        new Capability.Http(
            here.server(), Constraint.ANYTHING, Constraint.ANYTHING, Constraint.ANYTHING);
    within(here, here);
    outside(here, there);
    outside(here, http);
    outside(http, here);
    within(here, Example.tool(oneOf("a", "b"), Map.of()));
    outside(Example.tool(oneOf("a", "b"), Map.of()), here);
  }

  @Test
  void argumentsThatTheParentNames() {
    within(tool(Map.of(A, range(1, 2))), tool(Map.of(A, range(0, 9))));
    outside(tool(Map.of(A, range(0, 9))), tool(Map.of(A, range(1, 2))));
    outside(tool(Map.of()), tool(Map.of(A, range(1, 2))));
    // A wildcard admits that the argument is left out.
    within(tool(Map.of()), tool(Map.of(A, Constraint.ANYTHING)));
    outside(allow(Map.of()), allow(Map.of(A, range(1, 2))));
    within(allow(Map.of(A, range(1, 2))), allow(Map.of()));
  }

  @Test
  void argumentsThatTheParentDoesNotName() {
    outside(tool(Map.of(A, range(1, 2))), tool(Map.of()));
    outside(tool(Map.of(A, range(1, 2), B, text("x"))), tool(Map.of(A, range(1, 2))));
    outside(allow(Map.of()), tool(Map.of()));
    within(tool(Map.of()), allow(Map.of()));
    within(tool(Map.of(B, text("x"))), allow(Map.of()));
  }

  @Test
  void belowAWildcardEverythingIsFree() {
    Capability free = tool(Map.of(A, Constraint.ANYTHING));
    within(tool(Map.of(BELOW, text("x"))), free);
    within(tool(Map.of(BELOW, Constraint.ANYTHING)), free);
    within(free, free);
    outside(tool(Map.of(B, Constraint.ANYTHING)), free);
    outside(tool(Map.of(new Pointer("/ab"), text("x"))), free);
    outside(free, tool(Map.of(BELOW, Constraint.ANYTHING)));
    outside(free, tool(Map.of(A, Constraint.ANYTHING, BELOW, text("x"))));
    outside(free, tool(Map.of(A, prefix(""))));
  }

  private static Capability tool(Map<Pointer, Constraint> arguments) {
    return Example.tool(text("a"), arguments);
  }

  private static Capability allow(Map<Pointer, Constraint> arguments) {
    return Example.tool(text("a"), arguments, OtherArguments.ALLOW);
  }

  private static void within(Capability child, Capability parent) {
    assertThat(Subsumption.isWithin(child, parent)).isTrue();
  }

  private static void outside(Capability child, Capability parent) {
    assertThat(Subsumption.isWithin(child, parent)).isFalse();
  }

  private static void within(Constraint child, Constraint parent) {
    assertThat(Subsumption.isWithin(child, parent)).as("%s in %s", child, parent).isTrue();
  }

  private static void outside(Constraint child, Constraint parent) {
    assertThat(Subsumption.isWithin(child, parent)).as("%s in %s", child, parent).isFalse();
  }
}
