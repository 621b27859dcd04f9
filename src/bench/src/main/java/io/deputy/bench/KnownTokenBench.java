package io.deputy.bench;

import io.deputy.Bytes;
import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.DatalogParser;
import io.deputy.biscuit.Evaluation;
import io.deputy.biscuit.EvaluationLimits;
import io.deputy.biscuit.Limits;
import io.deputy.biscuit.Outcome;
import io.deputy.biscuit.Policy;
import io.deputy.chain.TokenText;
import io.deputy.chain.VerifiedChain;
import io.deputy.verify.Decision;
import io.deputy.verify.RequestFacts;
import io.deputy.verify.Revocation;
import io.deputy.verify.Revocations;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Decisions without signatures: on a token that the verifier has seen, with what its parts cost,
 * and denials that need none. The rights are narrowed at three hops of eight.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.SampleTime, Mode.AverageTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KnownTokenBench {
  /** Attested hops. */
  @Param({"1", "3", "8"})
  public int hops;

  private final Verifier verifier = Chains.verifier();
  private final AtomicReference<Revocations> revoked = new AtomicReference<>(Revocations.NONE);
  private final Verifier revoking = Chains.verifier(revoked::get);
  private final Bytes oversize = Bytes.of(new byte[Limits.TOKEN_BYTES + 1]);
  private List<Policy> policies;
  private VerifiedChain chain;
  private Bytes token;
  private Bytes unknown;
  private String text;

  /** Mints two chains, and shows the verifier one of them. */
  @Setup
  public void mint() throws Exception {
    token = Chains.narrowed(hops).token().expose();
    unknown = Chains.narrowed(hops).token().expose();
    text = TokenText.write(token);
    policies = DatalogParser.authorizer("allow if user($iss, $sub);").policies();
    chain = verifier.verify(token);
    require(known() instanceof Decision.Allowed);
    require(knownAsText() instanceof Decision.Allowed);
    require(checksAlone().isEmpty());
    require(datalogAlone() instanceof Outcome.Authorized);
    revoking.verify(token);
    revoked.set(
        Revocations.NONE.with(chain.issuer(), List.of(new Revocation.OfHop(chain.last().id()))));
    require(revokedKnown() instanceof Decision.Denied);
    require(expiredKnown() instanceof Decision.Denied);
    require(expiredUnknown() instanceof Decision.Denied);
    require(oversize() instanceof Decision.Denied);
  }

  /** A known token, from bytes. */
  @Benchmark
  public Decision known() {
    return check(token, Chains.NOW);
  }

  /** A known token, from text. */
  @Benchmark
  public Decision knownAsText() throws Exception {
    return check(TokenText.read(text), Chains.NOW);
  }

  /** The digest, which is all that finding a known token costs. */
  @Benchmark
  public Bytes digest() {
    return token.sha256();
  }

  /** The checks of a verified chain. */
  @Benchmark
  public OptionalInt checksAlone() {
    return chain.firstBlockAgainst(Chains.REQUEST.request());
  }

  /** The same checks as Datalog, as for a token with a holder's block. */
  @Benchmark
  public Outcome datalogAlone() {
    return Evaluation.run(
        chain.biscuit(),
        new Authorizer(
            new RequestFacts(Chains.REQUEST, Chains.NOW).facts(), List.of(), List.of(), policies),
        EvaluationLimits.STANDARD,
        Map.of());
  }

  /** A known token that has expired. */
  @Benchmark
  public Decision expiredKnown() {
    return check(token, Chains.LATER);
  }

  /** A known token whose last hop was revoked. */
  @Benchmark
  public Decision revokedKnown() {
    return revoking.check(token, Chains.REQUEST, Chains.PROVEN, Chains.NOW);
  }

  /** A token that was never seen, and has expired. */
  @Benchmark
  public Decision expiredUnknown() {
    return check(unknown, Chains.LATER);
  }

  /** More bytes than a token may have. */
  @Benchmark
  public Decision oversize() {
    return check(oversize, Chains.NOW);
  }

  private Decision check(Bytes bytes, Instant now) {
    return verifier.check(bytes, Chains.REQUEST, Chains.PROVEN, now);
  }

  private static void require(boolean asExpected) {
    if (!asExpected) {
      throw new IllegalStateException("this would measure something else");
    }
  }
}
