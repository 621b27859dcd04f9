package io.deputy.bench;

import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.conscrypt.Conscrypt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What one Ed25519 verification takes, and what would take less: Bouncy Castle as we use it, with
 * the key decoded ahead, BoringSSL by way of Conscrypt, and the JDK. Only the first is shipped.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EngineBench {
  /** SubjectPublicKeyInfo up to the key (RFC 8410, section 4). */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final byte[] message = new byte[300];
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
  private final byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
  private Ed25519.PublicPoint decoded;
  private Signature conscrypt;
  private PublicKey conscryptKey;
  private Signature jdk;
  private PublicKey jdkKey;

  /** Signs once with Bouncy Castle, and has every engine agree. */
  @Setup
  public void sign() throws Exception {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    decoded = Ed25519.validatePublicKeyPartialExport(publicKey, 0);
    byte[] encoded = new byte[PREFIX.length + publicKey.length];
    System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
    System.arraycopy(publicKey, 0, encoded, PREFIX.length, publicKey.length);
    java.security.Provider boringSsl = Conscrypt.newProvider();
    X509EncodedKeySpec spec = new X509EncodedKeySpec(encoded);
    conscrypt = Signature.getInstance("Ed25519", boringSsl);
    conscryptKey = KeyFactory.getInstance("Ed25519", boringSsl).generatePublic(spec);
    jdk = Signature.getInstance("Ed25519", "SunEC");
    jdkKey = KeyFactory.getInstance("Ed25519", "SunEC").generatePublic(spec);
    if (!(bouncyCastle() && bouncyCastleKeyDecoded() && conscrypt() && jdk())) {
      throw new IllegalStateException("an engine does not accept the signature");
    }
  }

  /** As we use it. */
  @Benchmark
  public boolean bouncyCastle() {
    return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }

  /** With the key decoded ahead, as could be done for root and attestation keys. */
  @Benchmark
  public boolean bouncyCastleKeyDecoded() {
    return Ed25519.verify(signature, 0, decoded, message, 0, message.length);
  }

  /** BoringSSL. */
  @Benchmark
  public boolean conscrypt() throws Exception {
    return verify(conscrypt, conscryptKey);
  }

  /** The JDK's own. */
  @Benchmark
  public boolean jdk() throws Exception {
    return verify(jdk, jdkKey);
  }

  private boolean verify(Signature engine, PublicKey key) throws Exception {
    engine.initVerify(key);
    engine.update(message);
    return engine.verify(signature);
  }
}
