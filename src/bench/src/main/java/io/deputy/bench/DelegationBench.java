package io.deputy.bench;

import io.deputy.Bytes;
import io.deputy.minting.Minted;
import io.deputy.verify.Decision;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Our own tokens: verified and decided from bytes, and minted. One raw verification beside them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DelegationBench {
  /** Attested hops; each but the first carries two signatures. */
  @Param({"1", "3", "5", "8"})
  public int hops;

  private Minted chain;
  private Minted parent;
  private Bytes token;
  private final byte[] message = new byte[300];
  private final byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
  private final byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];

  /** Mints the chain. */
  @Setup
  public void mint() throws Exception {
    chain = Chains.ofHops(hops);
    parent = hops == 1 ? chain : Chains.ofHops(hops - 1);
    token = chain.token().expose();
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
  }

  /** Every signature, and the decision, from bytes, by a verifier that has seen nothing. */
  @Benchmark
  public Decision verifyAndDecide() {
    Decision decision = Chains.verifier().check(token, Chains.REQUEST, Chains.PROVEN, Chains.NOW);
    if (!(decision instanceof Decision.Allowed)) {
      throw new IllegalStateException(decision.toString());
    }
    return decision;
  }

  /** Every signature, from bytes, by a verifier that has seen nothing. */
  @Benchmark
  public Object verify() throws Exception {
    return Chains.verifier().verify(token);
  }

  /** The last token of the chain, read back as it always is. */
  @Benchmark
  public Minted mintLast() throws Exception {
    return hops == 1 ? Chains.first() : Chains.unchanged(parent);
  }

  /** The public key of a secret: what checking the proof costs. */
  @Benchmark
  public byte[] rawDerivation() {
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    return publicKey;
  }

  /** One Ed25519 verification by Bouncy Castle: what nothing here can be faster than. */
  @Benchmark
  public boolean rawVerification() {
    return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }
}
