package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What rights have in common, and what one loses to the other. */
class IntersectionLaws {
  private static final int REQUESTS = 500;

  /** The intersection admits what both admit, and nothing else. */
  @Property(tries = 500)
  void intersectionAdmitsWhatBothAdmit(
      @ForAll("rights") Rights a,
      @ForAll("rights") Rights b,
      @ForAll("requests") List<Request> requests) {
    Rights both = a.intersect(b);
    assertThat(requests).allMatch(r -> both.admits(r) == (a.admits(r) && b.admits(r)));
  }

  /** The intersection lies within both, and does not depend on their order. */
  @Property(tries = 500)
  void intersectionLiesWithinBoth(@ForAll("rights") Rights a, @ForAll("rights") Rights b) {
    Rights both = a.intersect(b);
    assertThat(both.within(a)).isInstanceOf(Containment.Within.class);
    assertThat(both.within(b)).isInstanceOf(Containment.Within.class);
    assertThat(both.sameAs(b.intersect(a))).isTrue();
  }

  /** Rights that lie within others are their intersection with them. */
  @Property(tries = 500)
  void theIntersectionWithMoreChangesNothing(
      @ForAll("rights") Rights child, @ForAll("rights") Rights parent) {
    boolean within = child.within(parent) instanceof Containment.Within;
    assertThat(child.within(child.intersect(parent)) instanceof Containment.Within)
        .isEqualTo(within);
  }

  /** Leaving rights out leaves nothing of them, and adds nothing. */
  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void whatIsOutsideHasNothingInCommonWithWhatIsLeftOut(
      @ForAll("relatives") List<Rights> pair, @ForAll("rights") Rights other) {
    Rights out =
        new Rights(Stream.of(pair.get(1), other).flatMap(r -> r.capabilities().stream()).toList());
    Rights outside = pair.get(0).outside(out);
    assertThat(outside.within(pair.get(0))).isInstanceOf(Containment.Within.class);
    assertThat(outside.intersect(out)).isEqualTo(Rights.NONE);
  }

  /** Where the fields that are left out are listed, nothing but them is lost. */
  @Property(tries = 500)
  void outsideOfListedNamesIsExact(
      @ForAll("names") List<String> all, @ForAll("names") List<String> out) {
    Rights whole = calls(all);
    Rights outside = whole.outside(calls(out));
    List<String> rest = all.stream().filter(name -> !out.contains(name)).toList();
    assertThat(outside.sameAs(calls(rest))).isTrue();
    assertThat(outside.capabilities()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void outsideOfAPrefixIsExactForListedNames() {
    Constraint prefix = new Constraint.Prefix("a");
    assertThat(calls(List.of("a", "ab", "b")).outside(calls(prefix)))
        .isEqualTo(calls(List.of("b")));
    assertThat(calls(Constraint.ANYTHING).outside(calls(prefix))).isEqualTo(Rights.NONE);
  }

  private static Rights calls(List<String> names) {
    return calls(new Constraint.OneOf(Theme.texts(names.toArray(String[]::new))));
  }

  private static Rights calls(Constraint names) {
    return new Rights(
        List.of(
            new Capability.Mcp(
                Vocabulary.SERVER,
                new Constraint.OneOf(Theme.texts("tools/call")),
                names,
                new TreeMap<>(),
                Capability.OtherArguments.ALLOW)));
  }

  @Provide
  Arbitrary<List<String>> names() {
    return Arbitraries.of("a", "ab", "b", "c").list().uniqueElements();
  }

  /** Simplified rights are the same rights in no more capabilities. */
  @Property(tries = 500)
  void simplifyingChangesNothing(@ForAll("rights") Rights rights) {
    Rights simplified = rights.simplified();
    assertThat(simplified.sameAs(rights)).isTrue();
    assertThat(rights.capabilities()).containsAll(simplified.capabilities());
    assertThat(simplified.simplified()).isEqualTo(simplified);
  }

  /**
   * Something is lost exactly if the parent does not lie within the child, and a sample shows it.
   */
  @Property(tries = 500)
  void lossesAreShown(@ForAll("rights") Rights parent, @ForAll("rights") Rights child) {
    List<Loss> losses = parent.without(child);
    assertThat(losses.isEmpty()).isEqualTo(parent.within(child) instanceof Containment.Within);
    for (Loss loss : losses) {
      assertThat(loss.sample())
          .hasValueSatisfying(r -> assertThat(loss.capability().admits(r)).isTrue())
          .hasValueSatisfying(r -> assertThat(child.admits(r)).isFalse());
      boolean nothingLeft =
          new Rights(List.of(loss.capability())).intersect(child).equals(Rights.NONE);
      assertThat(loss.isWhole()).isEqualTo(nothingLeft);
      assertThat(loss.kept()).noneMatch(kept -> kept.changes().isEmpty());
    }
  }

  /** The intersection is the greatest of the rights that lie within both. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void theIntersectionIsTheGreatestWithinBoth(
      @ForAll("relatives") List<Rights> pair, @ForAll("relatives") List<Rights> other) {
    Rights a = pair.get(0);
    Rights b = pair.get(1);
    Rights both = a.intersect(b);
    for (Rights some : List.of(a, b, both, other.get(0), other.get(1).intersect(b))) {
      boolean withinEach =
          some.within(a) instanceof Containment.Within
              && some.within(b) instanceof Containment.Within;
      assertThat(some.within(both) instanceof Containment.Within).isEqualTo(withinEach);
    }
  }

  /** In any order and nesting, and with themselves, they are the same rights. */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void intersectingIsCommutativeAssociativeAndIdempotent(
      @ForAll("relatives") List<Rights> pair, @ForAll("rights") Rights c) {
    Rights a = pair.get(0);
    Rights b = pair.get(1);
    assertThat(a.intersect(b).sameAs(b.intersect(a))).isTrue();
    assertThat(a.intersect(b).intersect(c).sameAs(a.intersect(b.intersect(c)))).isTrue();
    assertThat(a.intersect(a).sameAs(a)).isTrue();
  }

  /** What a hop took from a capability, and the pieces that it kept, are together all of it. */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void lossesAreExact(@ForAll("relatives") List<Rights> pair, @ForAll long seed) {
    Rights parent = pair.get(0);
    Rights child = pair.get(1);
    Boundaries edges = new Boundaries(new Random(seed), parent, child);
    for (Loss loss : parent.without(child)) {
      Rights kept = new Rights(loss.kept().stream().map(Loss.Kept::capability).toList());
      assertThat(
              edges.find(
                  REQUESTS, r -> loss.capability().admits(r) && kept.admits(r) != child.admits(r)))
          .isEmpty();
      assertThat(kept.within(child)).isInstanceOf(Containment.Within.class);
      assertThat(kept.within(new Rights(List.of(loss.capability()))))
          .isInstanceOf(Containment.Within.class);
    }
  }

  @Provide
  Arbitrary<List<Rights>> relatives() {
    return Vocabulary.relatives();
  }

  @Provide
  Arbitrary<Rights> rights() {
    return Vocabulary.rights();
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    return Vocabulary.requests().list().ofSize(40);
  }
}
