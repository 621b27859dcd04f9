package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What rights have in common, and what one loses to the other. */
class IntersectionLaws {
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

  @Provide
  Arbitrary<Rights> rights() {
    return Vocabulary.rights();
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    return Vocabulary.requests().list().ofSize(40);
  }
}
