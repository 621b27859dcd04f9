package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;

/**
 * Random pairs of rights in numbers: if one lies within the other, no request at their edges
 * separates them and the checker accepts the certificate; if not, the counter-example does.
 *
 * <p>{@code -Plong} takes a million. Every run prints its seed; {@code -Dtrials.seed=…} runs it
 * again, and {@code -Dtrials.requests=…} asks more of each pair.
 */
class PairsTest {
  private static final int PAIRS = Integer.getInteger("trials.pairs", 2_000);
  private static final long SEED = Long.getLong("trials.seed", 20_261_124L);
  private static final int REQUESTS = Integer.getInteger("trials.requests", 100);
  private static final int PROGRESS = 50_000;

  /** Of so many pairs one may take more steps than there are: they are wilder than people's. */
  private static final int HARD_ONE_IN = 1_000;

  @Example
  void everyAnswerHolds() {
    System.out.printf("PairsTest: %d pairs, -Dtrials.seed=%d%n", PAIRS, SEED);
    Random random = new Random(SEED);
    RandomGenerator<List<Rights>> pairs = Vocabulary.relatives().generator(1000);
    int within = 0;
    int hard = 0;
    for (int i = 1; i <= PAIRS; i++) {
      List<Rights> pair = pairs.next(random).value();
      Containment answer = pair.get(0).within(pair.get(1));
      hard += answer instanceof Containment.TooHard ? 1 : 0;
      within += holds(answer, pair.get(0), pair.get(1), random) ? 1 : 0;
      if (i % PROGRESS == 0) {
        System.out.printf("PairsTest: %d pairs, %d within%n", i, within);
      }
    }
    System.out.printf(
        "PairsTest: within %d, exceeds %d, too hard %d%n", within, PAIRS - within - hard, hard);
    assertThat(hard).isLessThanOrEqualTo(PAIRS / HARD_ONE_IN);
    assertThat(within).isBetween(PAIRS / 10, PAIRS - PAIRS / 10);
  }

  /** Whether the child lies within the parent, as the answer must rightly say if it says so. */
  private static boolean holds(Containment answer, Rights child, Rights parent, Random random) {
    if (answer instanceof Containment.Exceeds exceeds) {
      Request shown = exceeds.counterExample();
      assertThat(child.admits(shown) && !parent.admits(shown)).as("%s", shown).isTrue();
      return false;
    }
    if (!(answer instanceof Containment.Within within)) {
      return false;
    }
    assertThat(CertificateChecker.proves(within.certificate(), child, parent)).isTrue();
    Boundaries edges = new Boundaries(random, child, parent);
    assertThat(edges.find(REQUESTS, r -> child.admits(r) && !parent.admits(r)))
        .as("%s within %s", child, parent)
        .isEmpty();
    return true;
  }
}
