package io.deputy.bench;

import biscuit.format.schema.Schema;
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
import org.biscuitsec.biscuit.crypto.KeyPair;
import org.biscuitsec.biscuit.datalog.RunLimits;
import org.biscuitsec.biscuit.token.Biscuit;
import org.biscuitsec.biscuit.token.Policy;
import org.biscuitsec.biscuit.token.builder.Block;
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
 * The same bytes through ours and through biscuit-java 4.0.1. It reads no signatures of version 1,
 * so the token is one that it can read: plain blocks, version 0, one signature a block.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PeerBench {
  private static final List<String> FACTS =
      List.of(
          "time(2026-11-24T09:00:00Z)",
          "audience(\"mcp-gateway\")",
          "resource(\"mcp\", \"https://mcp.acme.example/github\")",
          "operation(\"tools/call\")",
          "name(\"create_issue\")",
          "arg(\"/repo\", \"acme/site\")",
          "arg(\"/title\", \"a title\")");
  private static final String POLICY = "allow if user($iss, $sub)";
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
    KeyPair key = KeyPair.generate(Schema.PublicKey.Algorithm.Ed25519);
    peersRoot = key.public_key();
    root = new PublicKey(PublicKey.Algorithm.ED25519, Bytes.of(peersRoot.toBytes()));
    org.biscuitsec.biscuit.token.builder.Biscuit authority = Biscuit.builder(key);
    authority.add_authority_fact("user(\"https://idp.acme.example\", \"alice\")");
    authority.add_authority_rule(
        "cap(1) <- resource(\"mcp\", \"https://mcp.acme.example/github\"), operation($o),"
            + " [\"tools/call\"].contains($o), name($n),"
            + " [\"create_issue\", \"search_issues\"].contains($n),"
            + " arg(\"/repo\", $a), $a.starts_with(\"acme/\")");
    authority.add_authority_check("check if cap($c)");
    authority.add_authority_check("check if time($t), $t < 2026-11-24T10:00:00Z");
    authority.add_authority_check(
        "check if audience($a), [\"http-gateway\", \"mcp-gateway\"].contains($a)");
    Biscuit biscuit = authority.build();
    for (int i = 1; i < blocks; i++) {
      Block block = biscuit.create_block();
      block.add_fact("hop(" + i + ", \"researcher\")");
      block.add_check("check if time($t), $t < 2026-11-24T09:30:00Z");
      block.add_check("check if audience($a), [\"mcp-gateway\"].contains($a)");
      block.add_check("check if cap($c), [1].contains($c)");
      biscuit = biscuit.attenuate(block);
    }
    token = biscuit.serialize();
    bytes = Bytes.of(token);
    authorizer = DatalogParser.authorizer(String.join(";", FACTS) + ";" + POLICY + ";");
    for (String fact : FACTS) {
      peersFacts.add(Parser.fact(fact).get()._2);
    }
    peersPolicy = Parser.policy(POLICY).get()._2;
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
