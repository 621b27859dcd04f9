package io.deputy.json;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JWS in compact form (RFC 7515, section 7.1), cut into its parts; nothing of it is verified.
 *
 * @param header the protected header
 * @param payload what is signed, beside the header
 * @param signature of either algorithm that is known here, or anything
 * @param signed what the signature is over
 */
public record CompactJws(Bytes header, Bytes payload, Bytes signature, Bytes signed) {
  /** Possessive, since a header must not cost more than looking at it once. */
  private static final Pattern COMPACT =
      Pattern.compile("([A-Za-z0-9_-]++)\\.([A-Za-z0-9_-]++)\\.([A-Za-z0-9_-]++)");

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
  public static String write(Bytes header, Bytes payload, UnaryOperator<Bytes> signer) {
    String signed = header.toBase64Url() + "." + payload.toBase64Url();
    return signed + "." + signer.apply(ascii(signed)).toBase64Url();
  }

  /** RFC 8037, section 3.1, or RFC 7518, section 3.4: what {@code alg} must be for a key. */
  static String algorithm(PublicKey key) {
    return key.algorithm() == PublicKey.Algorithm.ED25519 ? "EdDSA" : "ES256";
  }

  /** Whether {@code key}, which is a point of its curve, made the signature. */
  boolean isBy(PublicKey key) {
    return key.algorithm() == PublicKey.Algorithm.ED25519
        ? JwsSignatures.isEdDsa(key.encoded(), signed, signature)
        : JwsSignatures.isEs256(
            JwsSignatures.curve().decodePoint(key.encoded().toArray()), signed, signature);
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }
}
