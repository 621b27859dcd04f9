package io.deputy.issuer.directory;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.deputy.Bytes;
import io.deputy.chain.Thumbprint;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A public key that verifies the signatures of an agent or an issuer (RFC 7517).
 *
 * @param kid its name there
 * @param algorithm the one algorithm it is for: it follows from the type of the key, so no token
 *     can choose another
 * @param thumbprint RFC 7638, SHA-256
 * @param jwk the key itself, without a private part
 */
public record PublicJwk(
    Optional<String> kid, JWSAlgorithm algorithm, Thumbprint thumbprint, JWK jwk) {
  /** Shorter RSA keys are no longer safe (NIST SP 800-131A). */
  private static final int MIN_RSA_BITS = 2048;

  private static final int ED25519_BYTES = 32;

  public PublicJwk {
    Objects.requireNonNull(kid);
    Objects.requireNonNull(algorithm);
    Objects.requireNonNull(thumbprint);
    Objects.requireNonNull(jwk);
  }

  /**
   * Reads a public key: a member of a JWK set, or one that a JWT carries.
   *
   * @throws IllegalArgumentException if it is not a public key for RS256, ES256 or EdDSA
   */
  public static PublicJwk read(String json) {
    JWK jwk = parse(json);
    if (jwk.isPrivate()) {
      throw new IllegalArgumentException("holds a private key; list public keys only");
    }
    JWSAlgorithm algorithm = algorithmOf(jwk);
    if (jwk.getAlgorithm() != null && !isFor(algorithm, jwk.getAlgorithm())) {
      throw new IllegalArgumentException(
          "\"alg\" is \"" + jwk.getAlgorithm() + "\" and the key is for " + algorithm);
    }
    if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
      throw new IllegalArgumentException("\"use\" is \"" + jwk.getKeyUse() + "\", not \"sig\"");
    }
    if (jwk.getKeyOperations() != null && !jwk.getKeyOperations().contains(KeyOperation.VERIFY)) {
      throw new IllegalArgumentException("\"key_ops\" does not have \"verify\"");
    }
    return new PublicJwk(Optional.ofNullable(jwk.getKeyID()), algorithm, thumbprint(jwk), jwk);
  }

  /** Whether it verifies signatures of {@code other}. */
  public boolean isFor(Algorithm other) {
    return isFor(algorithm, other);
  }

  /** RFC 9864, section 2.2: {@code Ed25519} is what {@code EdDSA} is with a key of that curve. */
  private static boolean isFor(JWSAlgorithm algorithm, Algorithm other) {
    return algorithm.equals(other)
        || (algorithm.equals(JWSAlgorithm.EdDSA) && JWSAlgorithm.Ed25519.equals(other));
  }

  /**
   * The key of a certificate.
   *
   * @throws IllegalArgumentException if it is not a key for RS256, ES256 or EdDSA
   */
  public static PublicJwk of(PublicKey key) {
    JWK jwk = jwk(key);
    return new PublicJwk(Optional.empty(), algorithmOf(jwk), thumbprint(jwk), jwk);
  }

  private static JWK jwk(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return new RSAKey.Builder(rsa).build();
    }
    if (key instanceof ECPublicKey ec
        && Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
      return new ECKey.Builder(Curve.P_256, ec).build();
    }
    if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
      // RFC 8410, section 4: the key is the last 32 bytes of its SubjectPublicKeyInfo.
      byte[] encoded = ed.getEncoded();
      byte[] x = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
      return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).build();
    }
    throw new IllegalArgumentException("is not an RSA, P-256 or Ed25519 key");
  }

  private static JWK parse(String json) {
    try {
      return JWK.parse(json);
    } catch (ParseException e) {
      throw new IllegalArgumentException("is not a JWK: " + e.getMessage(), e);
    }
  }

  private static JWSAlgorithm algorithmOf(JWK jwk) {
    if (jwk instanceof RSAKey && jwk.size() >= MIN_RSA_BITS) {
      return JWSAlgorithm.RS256;
    }
    if (jwk instanceof ECKey ec && ec.getCurve().equals(Curve.P_256)) {
      return JWSAlgorithm.ES256;
    }
    if (jwk instanceof OctetKeyPair okp && okp.getCurve().equals(Curve.Ed25519)) {
      return JWSAlgorithm.EdDSA;
    }
    throw new IllegalArgumentException(
        "is not an RSA key of " + MIN_RSA_BITS + " bits or more, a P-256 key or an Ed25519 key");
  }

  private static Thumbprint thumbprint(JWK jwk) {
    try {
      return new Thumbprint(Bytes.of(jwk.computeThumbprint().decode()));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("has no thumbprint: " + e.getMessage(), e);
    }
  }

  /** Whether it is labelled as a key that is only for development. */
  boolean isForDevelopment() {
    return kid.filter(k -> k.startsWith("development-")).isPresent();
  }
}
