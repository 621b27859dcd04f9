package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Mutated tokens: nothing but a refusal comes out, and no change of signed content goes in. */
class MutationTest {
  private static final int ROUNDS = 20_000;
  private static final long SEED = 20_261_124L;
  private static final Bytes THIRD_PARTY = Tokens.secret(99);

  private static final Bytes FACTS =
      Payload.message()
          .bytes(1, Payload.text("acme"))
          .number(3, 6)
          .bytes(4, Payload.fact(Payload.predicate(5, Payload.integer(-3))))
          .bytes(4, Payload.fact(Payload.predicate(1024, Payload.integer(4))))
          .toBytes();

  private static final Bytes CHECKS =
      Payload.message()
          .number(3, 6)
          .bytes(
              6,
              Payload.check(
                  Payload.rule(
                      Payload.expression(
                          Payload.push(Payload.integer(1)),
                          Payload.push(Payload.integer(2)),
                          Payload.binary(0)))))
          .toBytes();

  private static final Authorizer AUTHORIZER =
      new Authorizer(
          List.of(),
          List.of(),
          List.of(),
          List.of(
              new Policy(
                  Policy.Kind.ALLOW,
                  List.of(new Rule(Predicate.of("query"), List.of(), List.of(), List.of())))));

  private final Random random = new Random(SEED);

  @Test
  void changedTokensAreRefused() throws Refusal {
    Bytes token = new Tokens().add(FACTS).addThirdParty(CHECKS, THIRD_PARTY).token();
    UnverifiedBiscuit original = UnverifiedBiscuit.parse(token);
    assertThat(original.verify(Tokens.ROOT).content().encode()).isEqualTo(token);
    for (int i = 0; i < ROUNDS; i++) {
      Bytes changed = mutate(token);
      try {
        UnverifiedBiscuit read = UnverifiedBiscuit.parse(changed);
        assertThat(read.encode()).isEqualTo(changed);
        read.verify(Tokens.ROOT);
        assertThat(read.blocks()).isEqualTo(original.blocks());
      } catch (Refusal expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void changedBlocksThatTheHolderSignsAgainAreRefusedOrDecided() {
    int read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Bytes changed = mutate(random.nextBoolean() ? FACTS : CHECKS);
      UnverifiedBiscuit token;
      try {
        // Unsigned: what is under test is what a holder's signature would make acceptable.
        token = UnverifiedBiscuit.parse(unsigned(changed));
      } catch (Refusal expected) {
        continue;
      }
      read++;
      String printed = DatalogPrinter.block(token.last().block());
      assertThat(printed).doesNotContain("\u0000");
      Outcome outcome =
          Evaluation.run(
              new VerifiedBiscuit(token, Tokens.ROOT, List.of()),
              AUTHORIZER,
              EvaluationLimits.STANDARD,
              Map.of());
      assertThat(outcome).isNotNull();
    }
    // The mutations must reach the evaluator, or this test tests nothing.
    assertThat(read).isGreaterThan(ROUNDS / 100);
  }

  private static Bytes unsigned(Bytes payload) {
    Bytes block =
        ContainerWriter.signedBlock(
            payload, Tokens.ROOT, Bytes.of(new byte[64]), 1, Optional.empty());
    return ContainerWriter.token(OptionalLong.empty(), List.of(block), Tokens.secret(1));
  }

  private Bytes mutate(Bytes original) {
    byte[] bytes = original.toArray();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && bytes.length > 1; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = splice(bytes, at, at + 1, new byte[0]);
        case 3 -> bytes = splice(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
        default -> {
          int end = Math.min(bytes.length, at + 1 + random.nextInt(12));
          bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
        }
      }
    }
    return Bytes.of(bytes);
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    byte[] spliced = Arrays.copyOf(bytes, bytes.length - (to - from) + middle.length);
    System.arraycopy(middle, 0, spliced, from, middle.length);
    System.arraycopy(bytes, to, spliced, from + middle.length, bytes.length - to);
    return spliced;
  }
}
