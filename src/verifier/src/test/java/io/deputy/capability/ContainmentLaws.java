package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Law L1 where it starts: what {@link Rights#within} says is so. */
class ContainmentLaws {
  /** If the child lies within the parent, no request separates them. */
  @Property(tries = 400)
  void withinIsSound(
      @ForAll("relatives") List<Rights> pair, @ForAll("requests") List<Request> requests) {
    Rights child = pair.get(0);
    Rights parent = pair.get(1);
    boolean within = child.within(parent) instanceof Containment.Within;
    Statistics.collect(within);
    if (within) {
      assertThat(requests).noneMatch(r -> child.admits(r) && !parent.admits(r));
    }
  }

  /** In one dimension, to lie within means what going through all values says. */
  @Property(tries = 1500)
  void oneDimensionAgreesWithItsValues(
      @ForAll("constraints") Constraint child,
      @ForAll("constraints") Constraint first,
      @ForAll("constraints") Constraint second) {
    boolean covered =
        Vocabulary.everyValue().stream()
            .noneMatch(v -> child.admits(v) && !first.admits(v) && !second.admits(v));
    Rights parent =
        new Rights(List.of(Vocabulary.withArgument(first), Vocabulary.withArgument(second)));
    Rights rights = new Rights(List.of(Vocabulary.withArgument(child)));
    Statistics.collect(covered);
    assertThat(rights.within(parent) instanceof Containment.Within).isEqualTo(covered);
  }

  /** If the child exceeds the parent, the counter-example is admitted by the child alone. */
  @Property(tries = 400)
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

  /** The checker accepts every certificate that the search finds. */
  @Property(tries = 400)
  void certificatesAreAccepted(@ForAll("relatives") List<Rights> pair) {
    Rights child = pair.get(0);
    Rights parent = pair.get(1);
    if (child.within(parent) instanceof Containment.Within within) {
      assertThat(CertificateChecker.proves(within.certificate(), child, parent)).isTrue();
    }
  }

  /** The same question has the same answer, certificate and counter-example included. */
  @Property(tries = 300)
  void answersAreRepeatable(@ForAll("relatives") List<Rights> pair) {
    assertThat(pair.get(0).within(pair.get(1))).isEqualTo(pair.get(0).within(pair.get(1)));
  }

  @Provide
  Arbitrary<Rights> rights() {
    return Vocabulary.rights();
  }

  @Provide
  Arbitrary<Constraint> constraints() {
    return Vocabulary.arguments();
  }

  @Provide
  Arbitrary<List<Rights>> relatives() {
    return Vocabulary.relatives();
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    return Vocabulary.calls().list().ofSize(50);
  }
}
