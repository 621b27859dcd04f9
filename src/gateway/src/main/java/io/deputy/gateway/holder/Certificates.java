package io.deputy.gateway.holder;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import io.deputy.json.Thumbprints;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The key whose possession a TLS handshake proved. A token names the RFC 7638 thumbprint of a key,
 * so the certificate around it does not matter: it may be renewed, or self-signed.
 */
public final class Certificates {
  /** Octets of a coordinate of P-256 (RFC 7518, section 6.2.1.2). */
  private static final int P256_OCTETS = 32;

  private static final int P256_BITS = 256;
  private static final int ED25519_OCTETS = 32;

  private Certificates() {}

  /** The thumbprint of the caller's key; empty without a certificate or for other kinds of keys. */
  public static Optional<Thumbprint> proven(SSLSession session) {
    if (session == null) {
      return Optional.empty();
    }
    try {
      return thumbprint(session.getPeerCertificates()[0].getPublicKey());
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  static Optional<Thumbprint> thumbprint(PublicKey key) {
    try {
      if (key instanceof RSAPublicKey rsa) {
        return Optional.of(
            Thumbprints.of(
                Map.of(
                    "kty", "RSA",
                    "n", unsigned(rsa.getModulus().toByteArray(), 0),
                    "e", unsigned(rsa.getPublicExponent().toByteArray(), 0))));
      }
      if (key instanceof ECPublicKey ec
          && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
        return Optional.of(
            Thumbprints.of(
                Map.of(
                    "kty",
                    "EC",
                    "crv",
                    "P-256",
                    "x",
                    unsigned(ec.getW().getAffineX().toByteArray(), P256_OCTETS),
                    "y",
                    unsigned(ec.getW().getAffineY().toByteArray(), P256_OCTETS))));
      }
      if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
        byte[] encoded = ed.getEncoded();
        Bytes x = Bytes.of(encoded, encoded.length - ED25519_OCTETS, encoded.length);
        return Optional.of(
            Thumbprints.of(Map.of("kty", "OKP", "crv", "Ed25519", "x", x.toBase64Url())));
      }
      return Optional.empty();
    } catch (Refusal e) {
      return Optional.empty();
    }
  }

  /** Big-endian without a sign: as short as can be, or of {@code octets}. */
  private static String unsigned(byte[] signed, int octets) {
    int start = signed[0] == 0 && signed.length > 1 ? 1 : 0;
    byte[] magnitude = Arrays.copyOfRange(signed, start, signed.length);
    byte[] padded = new byte[Math.max(octets, magnitude.length)];
    System.arraycopy(magnitude, 0, padded, padded.length - magnitude.length, magnitude.length);
    return Bytes.of(padded).toBase64Url();
  }
}
