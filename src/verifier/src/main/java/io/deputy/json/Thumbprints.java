package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.chain.Thumbprint;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Thumbprints of public keys (RFC 7638, section 3): SHA-256 of the members that make the key,
 * sorted and without white space. OKP, EC and RSA keys; other members of the key do not count.
 */
public final class Thumbprints {
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "OKP", List.of("crv", "kty", "x"),
          "EC", List.of("crv", "kty", "x", "y"),
          "RSA", List.of("e", "kty", "n"));

  /** The curves of each type, and the bytes of a coordinate (RFC 7518, section 6.2.1.2). */
  private static final Map<String, Map<String, Integer>> CURVES =
      Map.of(
          "OKP", Map.of("Ed25519", 32),
          "EC", Map.of("P-256", 32, "P-384", 48, "P-521", 66));

  /** Bytes of the longest value: a modulus of 8,192 bits. */
  private static final int MAX_BYTES = 1_024;

  private Thumbprints() {}

  /**
   * The thumbprint of a public key.
   *
   * @param jwk the members of the key that are strings
   * @throws Refusal {@code KEYS_MALFORMED} if it is a private or symmetric key, of another type or
   *     curve, or if a value is not base64url without padding
   */
  public static Thumbprint of(Map<String, String> jwk) throws Refusal {
    if (jwk.containsKey("d") || jwk.containsKey("k")) {
      throw refuse("the key is a private key; send the public key only");
    }
    List<String> required = REQUIRED.get(jwk.getOrDefault("kty", ""));
    if (required == null) {
      throw refuse(
          "the key type "
              + Describe.quote(jwk.getOrDefault("kty", ""))
              + " is not supported; use OKP, EC or RSA");
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      for (String name : required) {
        json.writeStringField(name, checked(jwk, name));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Thumbprint(Bytes.of(text.toString().getBytes(StandardCharsets.UTF_8)).sha256());
  }

  private static String checked(Map<String, String> jwk, String name) throws Refusal {
    String value = jwk.getOrDefault(name, "");
    boolean good =
        switch (name) {
          case "kty" -> true;
          case "crv" -> CURVES.get(jwk.get("kty")).containsKey(value);
          case "x", "y" -> isCoordinate(value, CURVES.get(jwk.get("kty")).get(jwk.get("crv")));
          default -> isNumber(value);
        };
    if (!good) {
      throw refuse(
          "the member "
              + Describe.quote(name)
              + " of the key is missing or malformed; see RFC 7518, section 6");
    }
    return value;
  }

  private static boolean isCoordinate(String value, int bytes) {
    return Base64Url.decode(value).filter(b -> b.size() == bytes).isPresent();
  }

  /** The shortest form of a number that is not zero (RFC 7518, section 6.3.1). */
  private static boolean isNumber(String value) {
    return Base64Url.decode(value)
        .filter(b -> b.size() > 0 && b.size() <= MAX_BYTES)
        .filter(b -> b.at(0) != 0)
        .isPresent();
  }

  private static Refusal refuse(String message) {
    return new Refusal(Reason.KEYS_MALFORMED, message);
  }
}
