package io.deputy.bench;

import io.deputy.Bytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Verifying the signature of a client assertion: each algorithm with the JDK and with Bouncy
 * Castle. Whoever serves agents pays this for every exchange.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ClientAssertionBench {
  /** As long as the header and claims of an assertion are. */
  private static final int CHARACTERS = 320;

  private static final int RSA_BITS = 2048;
  private static final int P256_BYTES = 32;
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");

  private final byte[] message = "a".repeat(CHARACTERS).getBytes(StandardCharsets.US_ASCII);
  private Signed es256;
  private Signed rs256;
  private Signed eddsa;
  private ECPublicKeyParameters es256Key;
  private RSAKeyParameters rs256Key;
  private byte[] eddsaKey;

  private record Signed(String algorithm, PublicKey key, Bytes signature) {}

  /** Makes keys and signatures. */
  @Setup
  public void sign() throws GeneralSecurityException {
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec("secp256r1"));
    es256 = signed("SHA256withECDSAinP1363Format", ec.generateKeyPair());
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(RSA_BITS);
    rs256 = signed("SHA256withRSA", rsa.generateKeyPair());
    eddsa = signed("Ed25519", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    es256Key = parameters((ECPublicKey) es256.key);
    RSAPublicKey modulus = (RSAPublicKey) rs256.key;
    rs256Key = new RSAKeyParameters(false, modulus.getModulus(), modulus.getPublicExponent());
    byte[] encoded = eddsa.key.getEncoded();
    eddsaKey =
        Arrays.copyOfRange(encoded, encoded.length - Ed25519.PUBLIC_KEY_SIZE, encoded.length);
  }

  private Signed signed(String algorithm, KeyPair pair) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(pair.getPrivate());
    signature.update(message);
    return new Signed(algorithm, pair.getPublic(), Bytes.of(signature.sign()));
  }

  private static ECPublicKeyParameters parameters(ECPublicKey key) {
    return new ECPublicKeyParameters(
        CURVE.getCurve().createPoint(key.getW().getAffineX(), key.getW().getAffineY()),
        new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH()));
  }

  private boolean verifiedByJdk(Signed signed) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(signed.algorithm);
    signature.initVerify(signed.key);
    signature.update(message);
    return signature.verify(signed.signature.toArray());
  }

  @Benchmark
  public boolean es256Jdk() throws GeneralSecurityException {
    return verifiedByJdk(es256);
  }

  @Benchmark
  public boolean rs256Jdk() throws GeneralSecurityException {
    return verifiedByJdk(rs256);
  }

  @Benchmark
  public boolean eddsaJdk() throws GeneralSecurityException {
    return verifiedByJdk(eddsa);
  }

  /** The key read anew, as for a caller that was never seen. */
  @Benchmark
  public boolean es256BouncyCastle() throws GeneralSecurityException {
    return verifiedByBouncyCastle(parameters((ECPublicKey) es256.key));
  }

  /** The key kept, with what Bouncy Castle has worked out for its point. */
  @Benchmark
  public boolean es256BouncyCastleKeptKey() throws GeneralSecurityException {
    return verifiedByBouncyCastle(es256Key);
  }

  private boolean verifiedByBouncyCastle(ECPublicKeyParameters key)
      throws GeneralSecurityException {
    byte[] signature = es256.signature.toArray();
    ECDSASigner signer = new ECDSASigner();
    signer.init(false, key);
    return signer.verifySignature(
        MessageDigest.getInstance("SHA-256").digest(message),
        new BigInteger(1, signature, 0, P256_BYTES),
        new BigInteger(1, signature, P256_BYTES, P256_BYTES));
  }

  @Benchmark
  public boolean rs256BouncyCastle() {
    RSADigestSigner signer = new RSADigestSigner(new SHA256Digest());
    signer.init(false, rs256Key);
    signer.update(message, 0, message.length);
    return signer.verifySignature(rs256.signature.toArray());
  }

  @Benchmark
  public boolean eddsaBouncyCastle() {
    return Ed25519.verify(eddsa.signature.toArray(), 0, eddsaKey, 0, message, 0, message.length);
  }
}
