package io.deputy.capability;

import static io.deputy.capability.Example.oneOf;
import static io.deputy.capability.Example.range;
import static io.deputy.capability.Example.rights;
import static io.deputy.capability.Example.text;
import static io.deputy.capability.Example.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.capability.Certificate.Cover;
import io.deputy.capability.Certificate.Inside;
import io.deputy.capability.Certificate.Nothing;
import io.deputy.capability.Certificate.Split;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CertificateCheckerTest {
  private static final Dimension NAMES = Dimension.Field.NAMES;
  private static final Pointer N = new Pointer("/n");
  private static final Rights CHILD = rights(tool(oneOf("a", "b"), Map.of()));
  private static final Rights PARENT =
      rights(tool(text("a"), Map.of()), tool(text("b"), Map.of()), tool(text("c"), Map.of()));

  @Test
  void oneCapabilityWithinAnother() {
    Rights child = rights(tool(text("b"), Map.of()));
    proves(child, new Inside(1));
    refused(child, new Inside(0));
    refused(child, new Inside(3));
    refused(child, new Inside(-1));
    refused(child, new Nothing());
  }

  @Test
  void aSplitBetweenTwo() {
    proves(CHILD, new Split(NAMES, 0, new Inside(0), new Inside(1)));
    proves(CHILD, new Split(NAMES, 1, new Inside(1), new Inside(0)));
    refused(CHILD, new Split(NAMES, 0, new Inside(1), new Inside(0)));
    refused(CHILD, new Split(NAMES, 0, new Inside(0), new Inside(2)));
    refused(CHILD, new Split(NAMES, 0, new Inside(0), new Nothing()));
    refused(CHILD, new Split(NAMES, 0, new Nothing(), new Inside(1)));
    refused(CHILD, new Split(NAMES, 3, new Inside(0), new Inside(1)));
    refused(CHILD, new Split(NAMES, -1, new Inside(0), new Inside(1)));
    refused(CHILD, new Inside(0));
    refused(CHILD, new Split(NAMES, 0, new Inside(3), new Inside(1)));
    refused(CHILD, new Split(NAMES, 0, new Inside(-1), new Inside(1)));
    refused(CHILD, new Split(new Dimension.Argument(N), 0, new Inside(0), new Inside(1)));
    refused(CHILD, new Split(Dimension.Field.PATHS, 0, new Inside(0), new Inside(1)));
  }

  @Test
  void aPieceWithoutRequestsNeedsNoCover() {
    // Nothing of {a, b} lies in c, and all of it in what is left.
    proves(
        CHILD,
        new Split(NAMES, 2, new Nothing(), new Split(NAMES, 0, new Inside(0), new Inside(1))));
    proves(rights(tool(oneOf(new String[0]), Map.of())), new Nothing());
  }

  @Test
  void aSplitInAnArgument() {
    Rights child = rights(tool(text("a"), Map.of(N, range(1, 10))));
    Rights parent =
        rights(tool(text("a"), Map.of(N, range(1, 5))), tool(text("a"), Map.of(N, range(6, 10))));
    Cover cover = new Split(new Dimension.Argument(N), 0, new Inside(0), new Inside(1));
    assertThat(proves(List.of(cover), child, parent)).isTrue();
    Rights gap =
        rights(tool(text("a"), Map.of(N, range(1, 5))), tool(text("a"), Map.of(N, range(7, 10))));
    assertThat(proves(List.of(cover), child, gap)).isFalse();
    assertThat(proves(List.of(cover, cover), child, parent)).isFalse();
    assertThat(proves(List.of(), child, parent)).isFalse();
  }

  @Test
  void everyCapabilityHasItsOwnCoverInOrder() {
    Rights child = rights(tool(text("a"), Map.of()), tool(text("b"), Map.of()));
    assertThat(proves(List.of(new Inside(0), new Inside(1)), child, PARENT)).isTrue();
    assertThat(proves(List.of(new Inside(1), new Inside(0)), child, PARENT)).isFalse();
    assertThat(proves(List.of(new Inside(0), new Inside(0)), child, PARENT)).isFalse();
    assertThat(proves(List.of(), Rights.NONE, PARENT)).isTrue();
  }

  @Test
  void splitsAreBounded() {
    proves(CHILD, deep(Search.MAX_SPLITS));
    refused(CHILD, deep(Search.MAX_SPLITS + 1));
  }

  @Test
  void whatTakesTooManyStepsIsRefused() {
    Cover cover = new Inside(15);
    for (int i = 14; i >= 0; i--) {
      cover = new Split(NAMES, i, new Inside(i), cover);
    }
    assertThat(proves(List.of(cover), together(words(1)), apart(words(9)))).isTrue();
    assertThat(proves(List.of(cover), together(words(1)), apart(words(Constraint.MAX_MEMBERS))))
        .isFalse();
  }

  private static List<String[]> words(int names) {
    return IntStream.range(0, 16)
        .mapToObj(i -> IntStream.range(0, names).mapToObj(n -> i + "_" + n).toArray(String[]::new))
        .toList();
  }

  private static Rights together(List<String[]> words) {
    return rights(tool(oneOf(words.stream().flatMap(Stream::of).toArray(String[]::new)), Map.of()));
  }

  private static Rights apart(List<String[]> words) {
    return rights(words.stream().map(w -> tool(oneOf(w), Map.of())).toArray(Capability[]::new));
  }

  @Test
  void whatTheSearchFindsIsProved() {
    Containment answer = CHILD.within(PARENT);
    assertThat(answer).isInstanceOf(Containment.Within.class);
    assertThat(
            CertificateChecker.proves(((Containment.Within) answer).certificate(), CHILD, PARENT))
        .isTrue();
  }

  /** Splits that take nothing away, then the one that is needed. */
  private static Cover deep(int splits) {
    Cover cover = new Split(NAMES, 0, new Inside(0), new Inside(1));
    for (int i = 1; i < splits; i++) {
      cover = new Split(NAMES, 2, new Nothing(), cover);
    }
    return cover;
  }

  private static void proves(Rights child, Cover cover) {
    assertThat(proves(List.of(cover), child, PARENT)).as("%s", cover).isTrue();
  }

  private static void refused(Rights child, Cover cover) {
    assertThat(proves(List.of(cover), child, PARENT)).as("%s", cover).isFalse();
  }

  private static boolean proves(List<Cover> covers, Rights child, Rights parent) {
    return CertificateChecker.proves(new Certificate(covers), child, parent);
  }
}
