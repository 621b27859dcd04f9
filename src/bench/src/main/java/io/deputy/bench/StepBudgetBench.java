package io.deputy.bench;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.DatalogParser;
import io.deputy.biscuit.Evaluation;
import io.deputy.biscuit.EvaluationLimits;
import io.deputy.biscuit.Outcome;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.UnverifiedBiscuit;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.biscuitsec.biscuit.crypto.KeyPair;
import org.biscuitsec.biscuit.token.Biscuit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A token of less than 1 KB that asks for more work than anybody has: 60 facts, joined six ways.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StepBudgetBench {
  private static final int FACTS = 60;
  private static final int KILOBYTE = 1024;

  private Bytes token;
  private PublicKey root;
  private Authorizer authorizer;

  /** Builds it. */
  @Setup
  public void build() throws Exception {
    KeyPair key = PeerToken.generate(new SecureRandom());
    org.biscuitsec.biscuit.token.builder.Biscuit authority = Biscuit.builder(key);
    for (int i = 0; i < FACTS; i++) {
      authority.add_authority_fact("a(" + i + ")");
    }
    authority.add_authority_check(
        "check if a($a), a($b), a($c), a($d), a($e), a($f), $a + $b + $c + $d + $e + $f < 0");
    token = Bytes.of(authority.build().serialize());
    root = new PublicKey(PublicKey.Algorithm.ED25519, Bytes.of(key.public_key().toBytes()));
    authorizer = DatalogParser.authorizer("allow if true;");
    if (token.size() > KILOBYTE
        || !(sixWayJoin() instanceof Outcome.Undecided undecided)
        || undecided.reason() != Reason.EVALUATION_LIMIT) {
      throw new IllegalStateException("this would measure something else");
    }
  }

  /** Verified and refused, from bytes. */
  @Benchmark
  public Outcome sixWayJoin() throws Exception {
    return Evaluation.run(
        UnverifiedBiscuit.parse(token).verify(root),
        authorizer,
        EvaluationLimits.STANDARD,
        Map.of());
  }
}
