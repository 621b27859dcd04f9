package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A key of either algorithm, known by the number of its seed; it signs the same way each time. */
record TestKey(PublicKey publicKey, Bytes secret) {
  private static final ECDomainParameters CURVE = curve();
  private static final int POOL = 12;

  /** A pool of keys: deriving them anew for each token would take longer than all the rest. */
  static final List<TestKey> ED25519 = pool(PublicKey.Algorithm.ED25519);

  static final List<TestKey> P256 = pool(PublicKey.Algorithm.SECP256R1);

  private static List<TestKey> pool(PublicKey.Algorithm algorithm) {
    List<TestKey> keys = new ArrayList<>();
    for (int seed = 1; seed <= POOL; seed++) {
      byte[] secret = new byte[32];
      Arrays.fill(secret, (byte) seed);
      keys.add(of(algorithm, secret));
    }
    return List.copyOf(keys);
  }

  static TestKey of(PublicKey.Algorithm algorithm, byte[] secret) {
    return new TestKey(publicKey(algorithm, secret), Bytes.of(secret));
  }

  private static ECDomainParameters curve() {
    X9ECParameters parameters = CustomNamedCurves.getByName("secp256r1");
    return new ECDomainParameters(
        parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
  }

  private static PublicKey publicKey(PublicKey.Algorithm algorithm, byte[] secret) {
    if (algorithm == PublicKey.Algorithm.SECP256R1) {
      return new PublicKey(
          algorithm,
          Bytes.of(CURVE.getG().multiply(new BigInteger(1, secret)).normalize().getEncoded(true)));
    }
    byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(secret, 0, key, 0);
    return new PublicKey(algorithm, Bytes.of(key));
  }

  Bytes sign(Bytes message) {
    if (publicKey.algorithm() == PublicKey.Algorithm.ED25519) {
      byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
      Ed25519.sign(secret.toArray(), 0, message.toArray(), 0, message.size(), signature, 0);
      return Bytes.of(signature);
    }
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret.toArray()), CURVE));
    BigInteger[] pair = signer.generateSignature(message.sha256().toArray());
    byte[] r = pair[0].toByteArray();
    byte[] s = pair[1].toByteArray();
    return Bytes.ofHex(
        "30%02x02%02x%s02%02x%s"
            .formatted(
                r.length + s.length + 4,
                r.length,
                Bytes.of(r).toHex(),
                s.length,
                Bytes.of(s).toHex()));
  }
}
