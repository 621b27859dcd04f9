package io.deputy.bench;

import io.deputy.Bytes;
import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.DatalogParser;
import io.deputy.biscuit.Evaluation;
import io.deputy.biscuit.EvaluationLimits;
import io.deputy.biscuit.Outcome;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.biscuit.VerifiedBiscuit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.biscuitsec.biscuit.datalog.RunLimits;
import org.biscuitsec.biscuit.token.Biscuit;
import org.biscuitsec.biscuit.token.Policy;
import org.biscuitsec.biscuit.token.builder.Fact;
import org.biscuitsec.biscuit.token.builder.parser.Parser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The same bytes through ours and through biscuit-java 4.0.1; {@link BiscuitWasmPeer} puts them
 * through biscuit-wasm. The first reads no signatures of version 1, so the token has none.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PeerBench {
  private static final RunLimits PATIENT = new RunLimits(10_000, 1_000, Duration.ofSeconds(5));

  /** Blocks of the token; each carries one signature. */
  @Param({"1", "3", "5", "10"})
  public int blocks;

  private byte[] token;
  private Bytes bytes;
  private org.biscuitsec.biscuit.crypto.PublicKey peersRoot;
  private PublicKey root;
  private Authorizer authorizer;
  private final List<Fact> peersFacts = new ArrayList<>();
  private Policy peersPolicy;

  /** Builds the token with biscuit-java. */
  @Setup
  public void build() throws Exception {
    PeerToken built = PeerToken.ofBlocks(blocks);
    bytes = built.bytes();
    token = bytes.toArray();
    peersRoot = built.peersRoot();
    root = built.root();
    authorizer = DatalogParser.authorizer(PeerToken.AUTHORIZER);
    for (String fact : PeerToken.FACTS) {
      peersFacts.add(Parser.fact(fact).get()._2);
    }
    peersPolicy = Parser.policy(PeerToken.POLICY).get()._2;
    ours();
    peer();
  }

  /** Ours: every signature, from bytes. */
  @Benchmark
  public VerifiedBiscuit deputyVerify() throws Exception {
    return UnverifiedBiscuit.parse(bytes).verify(root);
  }

  /** Ours: every signature and every check, from bytes. */
  @Benchmark
  public Object deputyVerifyAndDecide() throws Exception {
    return ours();
  }

  /** The peer: every signature, from bytes. */
  @Benchmark
  public Biscuit biscuitJavaVerify() throws Exception {
    return Biscuit.from_bytes(token, peersRoot);
  }

  /** The peer: every signature and every check, from bytes. */
  @Benchmark
  public Object biscuitJavaVerifyAndDecide() throws Exception {
    return peer();
  }

  private Outcome ours() throws Exception {
    Outcome outcome =
        Evaluation.run(
            UnverifiedBiscuit.parse(bytes).verify(root),
            authorizer,
            EvaluationLimits.STANDARD,
            Map.of());
    if (!(outcome instanceof Outcome.Authorized)) {
      throw new IllegalStateException(outcome.toString());
    }
    return outcome;
  }

  private Object peer() throws Exception {
    org.biscuitsec.biscuit.token.Authorizer peer =
        Biscuit.from_bytes(token, peersRoot).authorizer();
    peersFacts.forEach(peer::add_fact);
    peer.add_policy(peersPolicy);
    return peer.authorize(PATIENT);
  }
}
