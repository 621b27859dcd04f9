package io.deputy.issuer.acme;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.deputy.Bytes;
import io.deputy.chain.Thumbprint;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A key pair of the tests; made from its name and nothing else.
 *
 * @param algorithm what it signs with
 * @param jwk the public half
 * @param signer signs bytes
 * @param privateJwk the whole as JSON, for clients that sign themselves; elliptic curves only
 */
public record AcmeKey(
    String algorithm, JWK jwk, UnaryOperator<Bytes> signer, Optional<String> privateJwk) {
  /** The public half in a JWK set. */
  public String jwks() {
    return "{\"keys\":[" + jwk.toJSONString() + "]}";
  }

  /** The RFC 7638 thumbprint. */
  public Thumbprint thumbprint() {
    try {
      return new Thumbprint(Bytes.of(jwk.computeThumbprint().decode()));
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An Ed25519 key. */
  public static AcmeKey ed25519(String name) {
    byte[] seed = Bytes.of(name.getBytes(StandardCharsets.UTF_8)).sha256().toArray();
    byte[] encoded = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, encoded, 0);
    JWK jwk =
        new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(encoded)).keyID(name).build();
    return new AcmeKey(
        "EdDSA",
        jwk,
        message -> {
          byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
          Ed25519.sign(seed, 0, message.toArray(), 0, message.size(), signature, 0);
          return Bytes.of(signature);
        },
        Optional.of(
            new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(encoded))
                .d(Base64URL.encode(seed))
                .keyID(name)
                .build()
                .toJSONString()));
  }

  /** A P-256 key. */
  public static AcmeKey p256(String name) {
    KeyPair pair = p256Pair(name);
    ECKey whole =
        new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
            .privateKey(pair.getPrivate())
            .keyID(name)
            .build();
    return new AcmeKey(
        "ES256",
        whole.toPublicJWK(),
        jca("SHA256withECDSAinP1363Format", pair),
        Optional.of(whole.toJSONString()));
  }

  /** Both halves of the same key, for a certificate. */
  static KeyPair p256Pair(String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), randomFrom(name));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An RSA key. */
  public static AcmeKey rsa(String name, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits, randomFrom(name));
      KeyPair pair = generator.generateKeyPair();
      JWK jwk = new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(name).build();
      return new AcmeKey("RS256", jwk, jca("SHA256withRSA", pair), Optional.empty());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives the same numbers for the same name: unfit for anything but tests. */
  private static SecureRandom randomFrom(String name) throws GeneralSecurityException {
    SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
    random.setSeed(name.getBytes(StandardCharsets.UTF_8));
    return random;
  }

  private static UnaryOperator<Bytes> jca(String algorithm, KeyPair pair) {
    return message -> {
      try {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(message.toArray());
        return Bytes.of(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    };
  }
}
