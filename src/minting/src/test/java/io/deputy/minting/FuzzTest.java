package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.Evaluation;
import io.deputy.biscuit.EvaluationLimits;
import io.deputy.biscuit.Outcome;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.biscuit.VerifiedBiscuit;
import io.deputy.chain.UnverifiedChain;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Mutated tokens through every door. Nothing but a {@link Refusal} comes out, no change of what was
 * signed goes in, and no evaluation takes more steps than it may.
 *
 * <p>{@code -Plong} runs a million; {@code -Dtrials.seed=…} runs another million.
 */
class FuzzTest {
  private static final int MUTATIONS = Integer.getInteger("trials.fuzz", 15_000);
  private static final long SEED = Long.getLong("trials.seed", 20_261_124L);

  /** After how many mutations a long run says how far it is. */
  private static final int PROGRESS = 100_000;

  private final Random random = new Random(SEED);
  private final Mutator mutator = new Mutator(random);
  private int read;
  private int verified;
  private int allowed;
  private int evaluated;
  private int unchanged;

  @Test
  void mutations_areRefusedOrChangeNothing() throws Exception {
    System.out.println("fuzz: seed " + SEED + ", " + MUTATIONS + " mutations");
    FuzzCorpus corpus = new FuzzCorpus(random);
    for (int i = 1; i <= MUTATIONS; i++) {
      FuzzCorpus.Entry entry = corpus.pick();
      boolean resigned = entry.plan().isPresent() && random.nextInt(3) == 0;
      Bytes changed = resigned ? resigned(entry.plan().get()) : corpus.mutate(entry, mutator);
      try {
        biscuit(entry, changed, resigned);
        chain(entry, changed);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutation " + i + ": " + changed.toBase64Url(), e);
      }
      if (i % PROGRESS == 0) {
        System.out.println(report(i));
      }
    }
    System.out.println(report(MUTATIONS));
    // They must reach the signatures and the evaluator, or this test tests nothing.
    assertThat(read).isGreaterThan(MUTATIONS / 20);
    assertThat(verified).isGreaterThan(MUTATIONS / 50);
    assertThat(evaluated).isGreaterThan(MUTATIONS / 50);
    assertThat(unchanged).isPositive();
    assertThat(allowed).isPositive();
  }

  private String report(int done) {
    return "fuzz: "
        + done
        + " mutations, "
        + read
        + " read, "
        + verified
        + " verified, of them "
        + unchanged
        + " with the same blocks and the others signed again, "
        + evaluated
        + " evaluated, "
        + allowed
        + " allowed by the verifier";
  }

  /** What whoever holds the keys can sign. */
  private Bytes resigned(Plan plan) {
    int at = random.nextInt(plan.blocks().size());
    return plan.sign(at, mutator.payload(plan.blocks().get(at).payload()));
  }

  private void biscuit(FuzzCorpus.Entry entry, Bytes changed, boolean resigned) {
    try {
      UnverifiedBiscuit content = UnverifiedBiscuit.parse(changed);
      read++;
      assertThat(content.encode()).isEqualTo(changed);
      VerifiedBiscuit token = content.verify(entry.root());
      verified++;
      if (!resigned) {
        assertThat(content.blocks()).isEqualTo(entry.content().blocks());
        assertThat(content.proof().getClass()).isEqualTo(entry.content().proof().getClass());
        unchanged++;
      }
      evaluate(token, entry.authorizer());
    } catch (Refusal refusal) {
      assertThat(refusal.getMessage()).isNotEmpty().doesNotContain("\n");
    }
  }

  /** The count is exact: the steps that were taken are enough, and one fewer is not. */
  private void evaluate(VerifiedBiscuit token, Authorizer authorizer) {
    Evaluation first = Evaluation.trace(token, authorizer, EvaluationLimits.STANDARD, Map.of());
    evaluated++;
    assertThat(first.world()).hasSizeLessThanOrEqualTo(EvaluationLimits.FACTS);
    long steps = first.steps();
    assertThat(steps).isBetween(0L, EvaluationLimits.STEPS);
    if (isLimit(first) || steps < 2) {
      return;
    }
    Evaluation again = within(token, authorizer, steps);
    assertThat(again.outcome()).isEqualTo(first.outcome());
    assertThat(again.steps()).isEqualTo(steps);
    assertThat(isLimit(within(token, authorizer, steps - 1))).isTrue();
  }

  private static Evaluation within(VerifiedBiscuit token, Authorizer authorizer, long steps) {
    return Evaluation.trace(
        token, authorizer, new EvaluationLimits(steps, EvaluationLimits.FACTS), Map.of());
  }

  private static boolean isLimit(Evaluation evaluation) {
    return evaluation.outcome() instanceof Outcome.Undecided undecided
        && undecided.reason() == io.deputy.Reason.EVALUATION_LIMIT;
  }

  private void chain(FuzzCorpus.Entry entry, Bytes changed) {
    try {
      UnverifiedChain claimed = UnverifiedChain.read(changed);
      claimed.verify(Story.KEYS);
      assertThat(claimed.biscuit().blocks()).isEqualTo(entry.content().blocks());
    } catch (Refusal refusal) {
      assertThat(refusal.getMessage()).isNotEmpty().doesNotContain("\n");
    }
    Decision decision =
        Story.VERIFIER.check(
            changed,
            new PresentedRequest("mcp-gateway", Story.createIssue()),
            new ProvenKey(entry.holder().key()),
            Story.NOW);
    assertThat(decision).isNotNull();
    if (decision instanceof Decision.Allowed pass) {
      allowed++;
      assertThat(pass.chain().biscuit().content().blocks()).isEqualTo(entry.content().blocks());
    }
  }

  /** The key under which no token of the corpus verifies, so that nothing is accepted for it. */
  @Test
  void anotherRoot_verifiesNothing() {
    FuzzCorpus corpus = new FuzzCorpus(random);
    PublicKey other = TestKey.ED25519.get(TestKey.ED25519.size() - 1).publicKey();
    for (FuzzCorpus.Entry entry : corpus.entries()) {
      if (!entry.root().equals(other)) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> entry.content().verify(other))
            .isInstanceOf(Refusal.class);
      }
    }
  }
}
