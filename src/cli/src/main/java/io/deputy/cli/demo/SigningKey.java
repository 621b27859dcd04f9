package io.deputy.cli.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.deputy.Bytes;
import io.deputy.chain.Thumbprint;
import java.security.SecureRandom;
import java.text.ParseException;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key that signs JWTs. */
final class SigningKey {
  private final OctetKeyPair key;

  private SigningKey(OctetKeyPair key) {
    this.key = key;
  }

  /** A new key, named by its thumbprint. */
  static SigningKey generate() {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    new SecureRandom().nextBytes(seed);
    byte[] encoded = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, encoded, 0);
    try {
      return new SigningKey(
          new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(encoded))
              .d(Base64URL.encode(seed))
              .algorithm(JWSAlgorithm.EdDSA)
              .keyIDFromThumbprint()
              .build());
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The published key of the identity provider that does not exist; see {@code keys/README.md}. */
  static SigningKey ofDevelopmentIdp() {
    try {
      return new SigningKey(OctetKeyPair.parse(Resource.text("development/idp.jwk.json")));
    } catch (ParseException e) {
      throw new IllegalStateException("the packaged development key is a JWK", e);
    }
  }

  /** RFC 7638, SHA-256. */
  Thumbprint thumbprint() {
    try {
      return new Thumbprint(Bytes.of(key.computeThumbprint().decode()));
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The public half as a JWK set. */
  String publicJwks() {
    return new JWKSet(key).toString(true);
  }

  /** A signed JWT that says {@code claims}. */
  String sign(JWTClaimsSet claims) {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID(key.getKeyID()).build(), claims);
    try {
      jwt.sign(new Ed25519JwsSigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("a key of our own signs", e);
    }
    return jwt.serialize();
  }
}
