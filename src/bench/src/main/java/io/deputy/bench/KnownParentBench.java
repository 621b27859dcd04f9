package io.deputy.bench;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.VerifiedChain;
import io.deputy.minting.Minted;
import io.deputy.verify.Verifier;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The child of a parent that the verifier has seen: two signatures and the proof are new. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KnownParentBench {
  /** Attested hops of the parent. */
  @Param({"1", "4", "7"})
  public int depth;

  private Bytes parent;
  private Bytes child;
  private Verifier verifier;

  /** Mints both. */
  @Setup
  public void mint() throws Refusal {
    Minted chain = Chains.ofHops(depth);
    parent = chain.token().expose();
    child = Chains.unchanged(chain).token().expose();
  }

  /** A verifier that has seen the parent, and nothing else. */
  @Setup(Level.Invocation)
  public void seeParent() throws Refusal {
    verifier = Chains.verifier();
    verifier.verify(parent);
  }

  /** The child, from bytes. */
  @Benchmark
  public VerifiedChain child() throws Refusal {
    return verifier.verify(child);
  }
}
