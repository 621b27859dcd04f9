package io.deputy.bench;

import io.deputy.Bytes;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;

/** A key of a client, and JWTs that it signs. */
sealed interface LoadClient {
  /** How the JWTs are signed (RFC 7518, section 3.1; RFC 8037). */
  String algorithm();

  /** The public half, as a JSON Web Key. */
  String jwk();

  /** Signs the bytes that a JWT signs. */
  Bytes sign(Bytes message);

  /** A JWT with this key's id. */
  default String jwt(String claims) {
    return jwt("\"kid\":\"" + algorithm() + "\"", claims);
  }

  /**
   * A JWT.
   *
   * @param header its members beside {@code alg}
   */
  default String jwt(String header, String claims) {
    String signed =
        base64("{\"alg\":\"" + algorithm() + "\"," + header + "}") + "." + base64(claims);
    return signed + "." + sign(Bytes.of(signed.getBytes(StandardCharsets.US_ASCII))).toBase64Url();
  }

  private static String base64(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8)).toBase64Url();
  }

  /** Ed25519. */
  record Ed25519(InMemoryEd25519 key) implements LoadClient {
    static Ed25519 make() {
      byte[] seed = new byte[32];
      new SecureRandom().nextBytes(seed);
      return new Ed25519(new InMemoryEd25519(0, new Secret(Bytes.of(seed))));
    }

    @Override
    public String algorithm() {
      return "EdDSA";
    }

    @Override
    public String jwk() {
      return """
          {"kty":"OKP","crv":"Ed25519","kid":"EdDSA","x":"%s"}"""
          .formatted(key.publicKey().encoded().toBase64Url());
    }

    @Override
    public Bytes sign(Bytes message) {
      return key.sign(message);
    }
  }

  /** RSA with 2,048 bits, PKCS#1 v1.5. */
  record Rsa(KeyPair pair) implements LoadClient {
    private static final int BITS = 2_048;

    static Rsa make() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      return new Rsa(generator.generateKeyPair());
    }

    @Override
    public String algorithm() {
      return "RS256";
    }

    @Override
    public String jwk() {
      RSAPublicKey key = (RSAPublicKey) pair.getPublic();
      return """
          {"kty":"RSA","kid":"RS256","n":"%s","e":"%s"}"""
          .formatted(
              unsigned(key.getModulus().toByteArray(), BITS / 8),
              Bytes.of((byte) 1, (byte) 0, (byte) 1).toBase64Url());
    }

    @Override
    public Bytes sign(Bytes message) {
      return signature("SHA256withRSA", pair, message);
    }
  }

  /** P-256. */
  record P256(KeyPair pair) implements LoadClient {
    private static final int BYTES = 32;

    static P256 make() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new P256(generator.generateKeyPair());
    }

    @Override
    public String algorithm() {
      return "ES256";
    }

    @Override
    public String jwk() {
      ECPublicKey key = (ECPublicKey) pair.getPublic();
      return """
          {"kty":"EC","crv":"P-256","kid":"ES256","x":"%s","y":"%s"}"""
          .formatted(
              unsigned(key.getW().getAffineX().toByteArray(), BYTES),
              unsigned(key.getW().getAffineY().toByteArray(), BYTES));
    }

    @Override
    public Bytes sign(Bytes message) {
      return signature("SHA256withECDSAinP1363Format", pair, message);
    }
  }

  private static Bytes signature(String algorithm, KeyPair pair, Bytes message) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(pair.getPrivate());
      signature.update(message.toArray());
      return Bytes.of(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform signs with " + algorithm, e);
    }
  }

  /** Exactly so many bytes of a number that is not negative (RFC 7518, section 6.2.1.2). */
  private static String unsigned(byte[] number, int length) {
    byte[] exact = new byte[length];
    int from = Math.max(0, number.length - length);
    byte[] kept = Arrays.copyOfRange(number, from, number.length);
    System.arraycopy(kept, 0, exact, length - kept.length, kept.length);
    return Bytes.of(exact).toBase64Url();
  }
}
