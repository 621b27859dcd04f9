package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.capability.Certificate.Cover;
import io.deputy.capability.Certificate.Inside;
import io.deputy.capability.Certificate.Nothing;
import io.deputy.capability.Certificate.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The checker believes no certificate that it has not followed to the end. */
class CertificateProperties {
  private static final Pointer N = new Pointer("/n");

  /** No certificate whatever proves that rights lie within others if they do not. */
  @Property(tries = 2000)
  void nothingProvesAFalsehood(
      @ForAll("rights") Rights child,
      @ForAll("rights") Rights parent,
      @ForAll("certificates") Certificate any) {
    if (CertificateChecker.proves(any, child, parent)) {
      assertThat(child.within(parent)).isInstanceOf(Containment.Within.class);
    }
  }

  /** The certificate of one question, altered in one place, never proves another that is false. */
  @Property(tries = 1000)
  void anAlteredCertificateProvesNoFalsehood(
      @ForAll("rights") Rights child,
      @ForAll("rights") Rights parent,
      @ForAll("rights") Rights other) {
    if (!(child.within(parent) instanceof Containment.Within within)) {
      return;
    }
    for (Certificate altered : alterations(within.certificate(), 3)) {
      if (CertificateChecker.proves(altered, child, other)) {
        assertThat(child.within(other)).isInstanceOf(Containment.Within.class);
      }
      if (CertificateChecker.proves(altered, other, parent)) {
        assertThat(other.within(parent)).isInstanceOf(Containment.Within.class);
      }
    }
  }

  /** An altered certificate of the same question still proves it, or is refused. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void anAlteredCertificateOfRelativesProvesNoFalsehood(
      @ForAll("relatives") List<Rights> pair, @ForAll("relatives") List<Rights> others) {
    Rights child = pair.get(0);
    Rights parent = pair.get(1);
    if (!(child.within(parent) instanceof Containment.Within within)) {
      return;
    }
    List<Capability> fewer = new ArrayList<>(parent.capabilities());
    if (!fewer.isEmpty()) {
      fewer.remove(0);
    }
    for (Certificate altered : alterations(within.certificate(), parent.capabilities().size())) {
      for (Rights claimed : List.of(new Rights(fewer), others.get(0), others.get(1))) {
        if (CertificateChecker.proves(altered, child, claimed)) {
          assertThat(child.within(claimed)).isInstanceOf(Containment.Within.class);
        }
        if (CertificateChecker.proves(altered, claimed, parent)) {
          assertThat(claimed.within(parent)).isInstanceOf(Containment.Within.class);
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Rights>> relatives() {
    return Vocabulary.relatives();
  }

  /** Where there is one proof only, every alteration of it is refused. */
  @Example
  void everyAlterationIsRefused() {
    Rights child = new Rights(List.of(capability(1, 10), capability(3, 4)));
    Rights parent = new Rights(List.of(capability(1, 5), capability(6, 8), capability(9, 10)));
    Containment.Within within = (Containment.Within) child.within(parent);
    Certificate certificate = within.certificate();
    assertThat(CertificateChecker.proves(certificate, child, parent)).isTrue();
    List<Certificate> altered = alterations(certificate, 3);
    assertThat(altered).hasSizeGreaterThan(30);
    assertThat(altered).noneMatch(c -> CertificateChecker.proves(c, child, parent));
  }

  /** A certificate deeper than any that is found is refused, not followed. */
  @Example
  void aBottomlessCertificateIsRefused() {
    Rights rights = new Rights(List.of(capability(1, 5)));
    Cover cover = new Inside(0);
    for (int i = 0; i < 100_000; i++) {
      cover = new Split(new Dimension.Argument(N), 0, new Inside(0), cover);
    }
    assertThat(CertificateChecker.proves(new Certificate(List.of(cover)), rights, rights))
        .isFalse();
  }

  /** Every certificate that differs from this one in one place. */
  private static List<Certificate> alterations(Certificate certificate, int parents) {
    List<Certificate> all = new ArrayList<>();
    List<Cover> covers = certificate.covers();
    for (int i = 0; i < covers.size(); i++) {
      List<Cover> fewer = new ArrayList<>(covers);
      fewer.remove(i);
      all.add(new Certificate(fewer));
      for (Cover changed : alterations(covers.get(i), parents)) {
        List<Cover> other = new ArrayList<>(covers);
        other.set(i, changed);
        all.add(new Certificate(other));
      }
    }
    List<Cover> more = new ArrayList<>(covers);
    more.add(new Nothing());
    all.add(new Certificate(more));
    return all;
  }

  private static List<Cover> alterations(Cover cover, int parents) {
    List<Cover> all = new ArrayList<>();
    all.add(new Nothing());
    for (int i = -1; i <= parents; i++) {
      all.add(new Inside(i));
    }
    if (cover instanceof Split split) {
      all.add(split.admitted());
      all.add(split.rest());
      all.add(new Split(split.dimension(), split.parent(), split.rest(), split.admitted()));
      all.add(new Split(Dimension.Field.NAMES, split.parent(), split.admitted(), split.rest()));
      all.add(new Split(Dimension.Field.PATHS, split.parent(), split.admitted(), split.rest()));
      for (int i = -1; i <= parents; i++) {
        all.add(new Split(split.dimension(), i, split.admitted(), split.rest()));
      }
      for (Cover admitted : alterations(split.admitted(), parents)) {
        all.add(new Split(split.dimension(), split.parent(), admitted, split.rest()));
      }
      for (Cover rest : alterations(split.rest(), parents)) {
        all.add(new Split(split.dimension(), split.parent(), split.admitted(), rest));
      }
    }
    all.removeIf(cover::equals);
    return all;
  }

  private static Capability capability(long min, long max) {
    Constraint range = new Constraint.Range(OptionalLong.of(min), OptionalLong.of(max));
    return new Capability.Mcp(
        Vocabulary.SERVER,
        new Constraint.Exact(new Value.Text("tools/call")),
        new Constraint.Exact(new Value.Text("a")),
        new TreeMap<>(Map.of(N, range)),
        Capability.OtherArguments.DENY);
  }

  @Provide
  Arbitrary<Rights> rights() {
    return Vocabulary.rights();
  }

  @Provide
  Arbitrary<Certificate> certificates() {
    return covers(3).list().ofMaxSize(2).map(Certificate::new);
  }

  private static Arbitrary<Cover> covers(int depth) {
    Arbitrary<Integer> parents = Arbitraries.integers().between(-1, 3);
    Arbitrary<Cover> leaves =
        Arbitraries.oneOf(parents.map(Inside::new), Arbitraries.just(new Nothing()));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<Dimension> dimensions =
        Arbitraries.of(
            Dimension.Field.METHODS,
            Dimension.Field.NAMES,
            Dimension.Field.PATHS,
            new Dimension.Argument(new Pointer("/p")),
            new Dimension.Argument(new Pointer("/other")));
    return Arbitraries.oneOf(
        leaves,
        Combinators.combine(dimensions, parents, covers(depth - 1), covers(depth - 1))
            .as(Split::new));
  }
}
