package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Law L1 where it starts: what {@link Rights#within} says is so. */
class ContainmentLaws {
  private static final int REQUESTS = 1_000;

  /** Three constraints of one theme. */
  record Themed(Theme theme, List<Constraint> constraints) {}

  /** If the child lies within the parent, no request separates them. */
  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void withinIsSound(@ForAll("relatives") List<Rights> pair, @ForAll long seed) {
    Rights child = pair.get(0);
    Rights parent = pair.get(1);
    boolean within = child.within(parent) instanceof Containment.Within;
    Statistics.collect(within);
    if (within) {
      Boundaries requests = new Boundaries(new Random(seed), child, parent);
      assertThat(requests.find(REQUESTS, r -> child.admits(r) && !parent.admits(r))).isEmpty();
    }
  }

  /** In one dimension, to lie within means what going through all values says. */
  @Property(tries = 1500)
  void oneDimensionAgreesWithItsValues(@ForAll("themed") Themed themed) {
    Constraint child = themed.constraints().get(0);
    Constraint first = themed.constraints().get(1);
    Constraint second = themed.constraints().get(2);
    boolean covered =
        themed.theme().samples().stream()
            .noneMatch(v -> child.admits(v) && !first.admits(v) && !second.admits(v));
    Rights parent =
        new Rights(List.of(Vocabulary.withArgument(first), Vocabulary.withArgument(second)));
    Rights rights = new Rights(List.of(Vocabulary.withArgument(child)));
    Statistics.collect(covered);
    assertThat(rights.within(parent) instanceof Containment.Within).isEqualTo(covered);
  }

  /** If the child exceeds the parent, the counter-example is admitted by the child alone. */
  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void exceedsIsShown(@ForAll("relatives") List<Rights> pair) {
    Rights child = pair.get(0);
    Rights parent = pair.get(1);
    Containment answer = child.within(parent);
    assertThat(answer).isNotInstanceOf(Containment.TooHard.class);
    if (answer instanceof Containment.Exceeds exceeds) {
      assertThat(child.admits(exceeds.counterExample())).isTrue();
      assertThat(parent.admits(exceeds.counterExample())).isFalse();
    }
  }

  /** All rights lie within themselves, in whatever order, and within anything added to them. */
  @Property(tries = 500)
  void withinIsReflexive(@ForAll("rights") Rights rights, @ForAll("rights") Rights more) {
    List<Capability> added = new ArrayList<>(more.capabilities());
    added.addAll(rights.capabilities());
    assertThat(rights.within(rights)).isInstanceOf(Containment.Within.class);
    assertThat(rights.within(new Rights(added))).isInstanceOf(Containment.Within.class);
  }

  /** What lies within something that lies within a third lies within the third. */
  @Property(tries = 400, maxDiscardRatio = 100)
  void withinIsTransitive(
      @ForAll("rights") Rights a, @ForAll("rights") Rights b, @ForAll("rights") Rights c) {
    Assume.that(a.within(b) instanceof Containment.Within);
    Assume.that(b.within(c) instanceof Containment.Within);
    assertThat(a.within(c)).isInstanceOf(Containment.Within.class);
  }

  /** What lies within each other admits the same requests. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void withinIsAntisymmetric(@ForAll("relatives") List<Rights> pair, @ForAll long seed) {
    Rights a = pair.get(0);
    Rights b = new Rights(reversed(a.intersect(pair.get(0)).capabilities()));
    assertThat(a.sameAs(b)).isTrue();
    Rights other = pair.get(1);
    boolean same = a.sameAs(other);
    Boundaries requests = new Boundaries(new Random(seed), a, other);
    assertThat(
            requests.find(
                REQUESTS,
                r -> a.admits(r) != b.admits(r) || (same && a.admits(r) != other.admits(r))))
        .isEmpty();
  }

  private static List<Capability> reversed(List<Capability> capabilities) {
    List<Capability> reversed = new ArrayList<>(capabilities);
    Collections.reverse(reversed);
    return reversed;
  }

  /** The checker accepts every certificate that the search finds. */
  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void certificatesAreAccepted(@ForAll("relatives") List<Rights> pair) {
    Rights child = pair.get(0);
    Rights parent = pair.get(1);
    if (child.within(parent) instanceof Containment.Within within) {
      assertThat(CertificateChecker.proves(within.certificate(), child, parent)).isTrue();
    }
  }

  /** The same question has the same answer, certificate and counter-example included. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void answersAreRepeatable(@ForAll("relatives") List<Rights> pair) {
    assertThat(pair.get(0).within(pair.get(1))).isEqualTo(pair.get(0).within(pair.get(1)));
  }

  @Provide
  Arbitrary<Rights> rights() {
    return Vocabulary.rights();
  }

  @Provide
  Arbitrary<Themed> themed() {
    return Arbitraries.of(Theme.class)
        .flatMap(t -> Vocabulary.constraints(t).list().ofSize(3).map(c -> new Themed(t, c)));
  }

  @Provide
  Arbitrary<List<Rights>> relatives() {
    return Vocabulary.relatives();
  }
}
