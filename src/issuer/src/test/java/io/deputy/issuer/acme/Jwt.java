package io.deputy.issuer.acme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** A JWT in the making, which may be as wrong as a test wants it. */
public final class Jwt {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> header;
  private final Map<String, Object> claims;
  private final AcmeKey key;

  private Jwt(Map<String, Object> header, Map<String, Object> claims, AcmeKey key) {
    this.header = header;
    this.claims = claims;
    this.key = key;
  }

  /** Without claims. */
  public static Jwt signedBy(AcmeKey key) {
    return new Jwt(Map.of("alg", key.algorithm(), "kid", key.jwk().getKeyID()), Map.of(), key);
  }

  /** With a claim. */
  public Jwt with(String claim, Object value) {
    return new Jwt(header, added(claims, claim, value), key);
  }

  /** With a time, in seconds. */
  public Jwt at(String claim, Instant time) {
    return with(claim, time.getEpochSecond());
  }

  /** The value of a claim. */
  public Object claim(String claim) {
    return claims.get(claim);
  }

  /** Without a claim. */
  public Jwt without(String claim) {
    Map<String, Object> fewer = new TreeMap<>(claims);
    fewer.remove(claim);
    return new Jwt(header, fewer, key);
  }

  /** With another member in its header. */
  public Jwt header(String name, Object value) {
    return new Jwt(added(header, name, value), claims, key);
  }

  /** Signed by another key, the header left as it is. */
  public Jwt reallySignedBy(AcmeKey other) {
    return new Jwt(header, claims, other);
  }

  /** What is signed. */
  public String signingInput() {
    return encoded(header) + "." + encoded(claims);
  }

  /** In compact form. */
  public String compact() {
    String input = signingInput();
    Bytes signature = key.signer().apply(Bytes.of(input.getBytes(StandardCharsets.US_ASCII)));
    return input + "." + signature.toBase64Url();
  }

  private static Map<String, Object> added(Map<String, Object> map, String name, Object value) {
    Map<String, Object> more = new TreeMap<>(map);
    more.put(name, value);
    return more;
  }

  private static String encoded(Map<String, Object> map) {
    try {
      return Bytes.of(JSON.writeValueAsBytes(map)).toBase64Url();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
