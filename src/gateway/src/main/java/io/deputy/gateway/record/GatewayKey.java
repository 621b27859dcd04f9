package io.deputy.gateway.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.deputy.Bytes;
import io.deputy.json.CompactJws;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * This gateway's own Ed25519 key, the public half of which the issuer's directory lists for it. It
 * signs what the gateway says, and no token.
 */
public final class GatewayKey {
  /** Bytes of a key file: a key has some 200. */
  private static final int MAX_FILE_BYTES = 16 << 10;

  private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String PEM_END = "-----END PRIVATE KEY-----";

  private final byte[] seed;
  private final Optional<String> kid;

  private GatewayKey(byte[] seed, Optional<String> kid) {
    this.seed = seed;
    this.kid = kid;
  }

  /**
   * Reads a key file: a private JWK (RFC 8037, section 2), or PKCS#8 in PEM (RFC 8410, section 7).
   *
   * @throws IOException if the file cannot be read, or is no such key; what it has is not in the
   *     message
   */
  public static GatewayKey read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw unusable(file, "is too long for a key");
    }
    String text = Files.readString(file).strip();
    try {
      return text.startsWith("{") ? ofJwk(text) : ofPem(text);
    } catch (IllegalArgumentException e) {
      throw unusable(file, e.getMessage());
    }
  }

  private static IOException unusable(Path file, String problem) {
    return new IOException(
        file + ": " + problem + "; write an Ed25519 private key, as a JWK or PKCS#8 in PEM");
  }

  private static GatewayKey ofPem(String pem) {
    if (!pem.startsWith(PEM_BEGIN) || !pem.endsWith(PEM_END)) {
      throw new IllegalArgumentException("is neither a JWK nor PKCS#8 in PEM");
    }
    String base64 = pem.substring(PEM_BEGIN.length(), pem.length() - PEM_END.length());
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
      return new GatewayKey(((EdECPrivateKey) key).getBytes().orElseThrow(), Optional.empty());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("is not an Ed25519 key in PKCS#8", e);
    }
  }

  private static GatewayKey ofJwk(String json) {
    Map<String, String> members = strings(json);
    if (!"OKP".equals(members.get("kty")) || !"Ed25519".equals(members.get("crv"))) {
      throw new IllegalArgumentException("is not a JWK of an Ed25519 key");
    }
    byte[] seed = bytes(members, "d");
    byte[] stated = bytes(members, "x");
    byte[] derived = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, derived, 0);
    if (!Bytes.of(derived).equals(Bytes.of(stated))) {
      throw new IllegalArgumentException("has a public half of another key");
    }
    return new GatewayKey(seed, Optional.ofNullable(members.get("kid")));
  }

  private static byte[] bytes(Map<String, String> members, String name) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(members.getOrDefault(name, ""));
      if (bytes.length == Ed25519.SECRET_KEY_SIZE) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Told as the same thing, without what stands there.
    }
    throw new IllegalArgumentException("has no \"" + name + "\" of 32 bytes");
  }

  private static Map<String, String> strings(String json) {
    Map<String, String> members = new HashMap<>();
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    try (JsonParser parser = factory.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          members.put(name, parser.getText());
        }
        parser.skipChildren();
      }
      return members;
    } catch (IOException e) {
      throw new IllegalArgumentException("is not JSON", e);
    }
  }

  /**
   * Signs a payload as a compact JWS (RFC 7515, section 7.1).
   *
   * @param type its {@code typ}
   */
  String sign(String type, String payload) {
    return CompactJws.write(utf8(header(type)), utf8(payload), this::sign);
  }

  private Bytes sign(Bytes message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message.toArray(), 0, message.size(), signature, 0);
    return Bytes.of(signature);
  }

  private String header(String type) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("alg", "EdDSA");
      json.writeStringField("typ", type);
      if (kid.isPresent()) {
        json.writeStringField("kid", kid.get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static Bytes utf8(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "GatewayKey[hidden]";
  }
}
