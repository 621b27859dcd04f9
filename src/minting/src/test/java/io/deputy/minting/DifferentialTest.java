package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.biscuit.DatalogParser;
import io.deputy.biscuit.DatalogPrinter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random tokens, and mutations of what their blocks say that were signed again, through our
 * verifier and biscuit-wasm. We must never allow what it refuses; where we refuse what it allows,
 * {@link Strictness} must say why.
 *
 * <p>{@code -Plong} runs the large numbers. Each run prints its seed; {@code -Dtrials.seed=…} runs
 * it again.
 */
class DifferentialTest {
  private static final int TOKENS = Integer.getInteger("trials.tokens", 1_000);
  private static final int MUTATIONS = Integer.getInteger("trials.mutations", 1_000);
  private static final long SEED = Long.getLong("trials.seed", 20_261_124L);
  private static final int BATCH = 200;

  /** How many cases one process of the other library is asked. */
  private static final int PROCESS = 10_000;

  private final Random random = new Random(SEED);
  private final RandomTokens tokens = new RandomTokens(random, false);
  private final Mutator mutator = new Mutator(random);

  @Test
  void tokensOfEveryKind_areDecidedAlike() throws Exception {
    Differences differences = compare(TOKENS, plan -> plan.sign());
    assertThat(differences.count(Differences.INCONCLUSIVE)).isLessThan(TOKENS / 20);
    // Both sides must get to a decision, and to either one, or this test tests nothing.
    assertThat(differences.count("same: allowed")).isGreaterThan(TOKENS / 50);
    assertThat(differences.count("same: refused")).isGreaterThan(TOKENS / 10);
    assertThat(differences.count("both refuse the container")).isLessThan(TOKENS / 100);
  }

  @Test
  void mutationsThatWereSignedAgain_areDecidedAlike() throws Exception {
    Differences differences = compare(MUTATIONS, this::mutated);
    assertThat(differences.count("same: allowed")).isGreaterThan(MUTATIONS / 500);
    assertThat(differences.count("same: refused")).isGreaterThan(MUTATIONS / 50);
  }

  /** The token with another payload in one block, signed by whoever may sign that block. */
  private Bytes mutated(Plan plan) {
    int at = random.nextInt(plan.blocks().size());
    return plan.sign(at, mutator.payload(plan.blocks().get(at).payload()));
  }

  private interface Signing {
    Bytes sign(Plan plan);
  }

  private Differences compare(int cases, Signing signing) throws Exception {
    System.out.println("differential: seed " + SEED + ", " + cases + " cases");
    Differences differences = new Differences();
    for (int done = 0; done < cases; done += PROCESS) {
      // An error inside the other library leaks memory: after some 40,000 it has none left.
      try (BiscuitWasm wasm = BiscuitWasm.start()) {
        int here = Math.min(PROCESS, cases - done);
        for (int asked = 0; asked < here; asked += BATCH) {
          ask(wasm, Math.min(BATCH, here - asked), signing, differences);
        }
      }
      System.out.println("after " + Math.min(cases, done + PROCESS) + ":\n" + differences.report());
    }
    assertThat(differences.undecidedOn()).isEmpty();
    return differences;
  }

  private void ask(BiscuitWasm wasm, int cases, Signing signing, Differences differences)
      throws Exception {
    List<Plan> plans = new ArrayList<>();
    List<BiscuitWasm.Question> questions = new ArrayList<>();
    for (int i = 0; i < cases; i++) {
      Plan plan = tokens.next();
      plans.add(plan);
      questions.add(
          new BiscuitWasm.Question(
              signing.sign(plan),
              DatalogPrinter.key(plan.root().publicKey()),
              plan.authorizerText()));
    }
    wasm.judge(questions);
    List<OurVerdict> ours = new ArrayList<>();
    for (int i = 0; i < cases; i++) {
      ours.add(
          OurVerdict.of(
              questions.get(i).token(),
              plans.get(i).root().publicKey(),
              DatalogParser.authorizer(questions.get(i).code())));
    }
    List<BiscuitWasm.Judgement> theirs = wasm.judgements();
    for (int i = 0; i < cases; i++) {
      differences.add(wasm, questions.get(i), ours.get(i), theirs.get(i));
    }
  }
}
