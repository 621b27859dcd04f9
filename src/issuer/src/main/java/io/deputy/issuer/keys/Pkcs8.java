package io.deputy.issuer.keys;

import io.deputy.Bytes;
import io.deputy.minting.Secret;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** Ed25519 private keys as PKCS#8 in PEM (RFC 5958, RFC 7468, RFC 8410). */
final class Pkcs8 {
  private static final Pattern PEM =
      Pattern.compile("\\s*-----BEGIN ([A-Z ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");
  private static final int LINE = 64;

  /** RFC 8410, section 3. */
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  private Pkcs8() {}

  /**
   * Reads the 32 bytes of an Ed25519 private key.
   *
   * @throws IllegalArgumentException if {@code pem} is anything but one such key; the message holds
   *     nothing of it
   */
  static Secret readEd25519(String pem) {
    Matcher matcher = PEM.matcher(pem);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("is not one PEM block");
    }
    if (!matcher.group(1).equals("PRIVATE KEY")) {
      throw new IllegalArgumentException(
          "is a PEM block of \""
              + matcher.group(1).toLowerCase(Locale.ROOT)
              + "\"; write it as unencrypted PKCS#8");
    }
    try {
      AsymmetricKeyParameter key =
          PrivateKeyFactory.createKey(Base64.getMimeDecoder().decode(matcher.group(2)));
      if (key instanceof Ed25519PrivateKeyParameters ed25519) {
        return new Secret(Bytes.of(ed25519.getEncoded()));
      }
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("is not PKCS#8", e);
    }
    throw new IllegalArgumentException("is not an Ed25519 key");
  }

  /** Writes an Ed25519 private key. */
  static String writeEd25519(Secret seed) {
    try {
      byte[] encoded =
          new PrivateKeyInfo(
                  new AlgorithmIdentifier(ED25519), new DEROctetString(seed.expose().toArray()))
              .getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(encoded)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
  }
}
