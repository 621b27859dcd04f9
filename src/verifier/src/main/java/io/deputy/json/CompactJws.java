package io.deputy.json;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A JWS in compact form (RFC 7515, section 7.1), cut into its parts; nothing of it is verified.
 *
 * @param header the protected header
 * @param payload what is signed, beside the header
 * @param signature 64 bytes, of either algorithm that is known here
 * @param signed what the signature is over
 */
record CompactJws(Bytes header, Bytes payload, Bytes signature, Bytes signed) {
  private static final int SIGNATURE_BYTES = 64;
  private static final ECDomainParameters P256 = p256();

  /** Possessive, since a header must not cost more than looking at it once. */
  private static final Pattern COMPACT =
      Pattern.compile("([A-Za-z0-9_-]++)\\.([A-Za-z0-9_-]++)\\.([A-Za-z0-9_-]++)");

  private static ECDomainParameters p256() {
    X9ECParameters parameters = CustomNamedCurves.getByName("secp256r1");
    return new ECDomainParameters(
        parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
  }

  /** The parts; empty if it has others, or one that is not the one form of base64url. */
  static Optional<CompactJws> cut(String text) {
    Matcher parts = COMPACT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<Bytes> header = Base64Url.decode(parts.group(1));
    Optional<Bytes> payload = Base64Url.decode(parts.group(2));
    Optional<Bytes> signature = Base64Url.decode(parts.group(3));
    if (header.isEmpty() || payload.isEmpty() || signature.isEmpty()) {
      return Optional.empty();
    }
    Bytes signed = ascii(text.substring(0, parts.end(2)));
    return Optional.of(new CompactJws(header.get(), payload.get(), signature.get(), signed));
  }

  /** The compact form, signed by {@code signer}. */
  static String write(Bytes header, Bytes payload, UnaryOperator<Bytes> signer) {
    String signed = header.toBase64Url() + "." + payload.toBase64Url();
    return signed + "." + signer.apply(ascii(signed)).toBase64Url();
  }

  /** RFC 8037, section 3.1, or RFC 7518, section 3.4: what {@code alg} must be for a key. */
  static String algorithm(PublicKey key) {
    return key.algorithm() == PublicKey.Algorithm.ED25519 ? "EdDSA" : "ES256";
  }

  /** Whether {@code key}, which is a point of its curve, made the signature. */
  boolean isBy(PublicKey key) {
    if (signature.size() != SIGNATURE_BYTES) {
      return false;
    }
    byte[] encoded = key.encoded().toArray();
    if (key.algorithm() == PublicKey.Algorithm.ED25519) {
      return Ed25519.verify(signature.toArray(), 0, encoded, 0, signed.toArray(), 0, signed.size());
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, new ECPublicKeyParameters(P256.getCurve().decodePoint(encoded), P256));
    int half = SIGNATURE_BYTES / 2;
    return verifier.verifySignature(
        signed.sha256().toArray(),
        new BigInteger(1, signature.slice(0, half).toArray()),
        new BigInteger(1, signature.slice(half, SIGNATURE_BYTES).toArray()));
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }
}
