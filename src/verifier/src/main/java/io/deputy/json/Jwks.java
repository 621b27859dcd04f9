package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.PublicKey.Algorithm;
import io.deputy.capability.Describe;
import io.deputy.capability.NormalForm;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The issuer's public keys as a JWK set (RFC 7517, section 5): Ed25519 (RFC 8037, section 2) and
 * P-256 (RFC 7518, section 6.2.1). {@code kid} is the key's number in decimal; {@code role}, {@code
 * state} and {@code iss} are ours, and so is {@code retired_at}, a NumericDate (RFC 7519, section
 * 2) that exactly the retired keys have. Every member must be there and no other.
 */
public final class Jwks {
  /** Characters of one set: some two hundred keys. */
  public static final int MAX_CHARS = 65_536;

  /** Arrays and objects inside each other: a set, its list, a key. */
  private static final int MAX_DEPTH = 3;

  /** What is wrong with a set that is refused. */
  private static final Reason MALFORMED = Reason.KEYS_MALFORMED;

  private static final Node.Limits LIMITS =
      new Node.Limits(MAX_CHARS, MAX_DEPTH, MALFORMED, MALFORMED);

  private static final Set<String> OKP =
      Set.of("kty", "crv", "x", "kid", "use", "alg", "role", "state", "iss");
  private static final Set<String> EC =
      Set.of("kty", "crv", "x", "y", "kid", "use", "alg", "role", "state", "iss");

  private static final Set<String> OPTIONAL = Set.of("retired_at");

  /** Seconds of the year 9999; a NumericDate beyond is a slip, milliseconds for instance. */
  private static final long LATEST = 253_402_300_799L;

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

  private Jwks() {}

  /**
   * Reads a set of keys.
   *
   * @throws Refusal if it is malformed, has a private member or another kind of key, or if a number
   *     or a key stands in it twice
   */
  public static TrustedKeys read(String json) throws Refusal {
    At root = At.root(Node.parse(json, LIMITS), MALFORMED);
    return keys(root.members(Set.of("keys"), Set.of(), MALFORMED, MALFORMED).get("keys"));
  }

  /** The keys of a list. */
  static TrustedKeys keys(At list) throws Refusal {
    List<TrustedKey> keys = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (At element : list.elements()) {
      TrustedKey key = key(element);
      if (!seen.add(key.number()) || !seen.add(key.key())) {
        throw element.refuse(MALFORMED, "repeats a number or a key; list each key once");
      }
      keys.add(key);
    }
    return new TrustedKeys(keys);
  }

  private static TrustedKey key(At at) throws Refusal {
    Map<String, At> members = at.members();
    if (members.containsKey("d") || members.containsKey("k")) {
      throw at.refuse(MALFORMED, "is a private key; publish public keys only");
    }
    if (!members.containsKey("kty")) {
      throw at.refuse(MALFORMED, "has no member \"kty\"; add it");
    }
    boolean okp = members.get("kty").node().equals(new Node.Text("OKP"));
    if (!okp) {
      one(members.get("kty"), "EC");
    }
    at.members(okp ? OKP : EC, OPTIONAL, MALFORMED, MALFORMED);
    one(members.get("use"), "sig");
    one(members.get("alg"), okp ? "EdDSA" : "ES256");
    one(members.get("crv"), okp ? "Ed25519" : "P-256");
    TrustedKey.State state = constant(TrustedKey.State.values(), members.get("state"));
    Optional<At> retiredAt = Optional.ofNullable(members.get("retired_at"));
    if ((state == TrustedKey.State.RETIRED) != retiredAt.isPresent()) {
      throw at.refuse(
          MALFORMED, "does not have \"retired_at\" exactly if its state is retired; mend it");
    }
    return new TrustedKey(
        number(members.get("kid")),
        constant(TrustedKey.Role.values(), members.get("role")),
        state,
        retiredAt.isPresent() ? Optional.of(time(retiredAt.get())) : Optional.empty(),
        issuer(members.get("iss")),
        okp ? ed25519(members.get("x")) : p256(at, members.get("x"), members.get("y")));
  }

  private static PublicKey ed25519(At x) throws Refusal {
    Bytes point = coordinate(x);
    if (!Points.isEd25519(point)) {
      throw x.refuse(MALFORMED, "is no Ed25519 public key; check where it was copied from");
    }
    return new PublicKey(Algorithm.ED25519, point);
  }

  private static PublicKey p256(At at, At x, At y) throws Refusal {
    return Points.compressP256(coordinate(x), coordinate(y))
        .map(point -> new PublicKey(Algorithm.SECP256R1, point))
        .orElseThrow(
            () -> at.refuse(MALFORMED, "is no point of P-256; check where it was copied from"));
  }

  private static Bytes coordinate(At at) throws Refusal {
    return Base64Url.decode(at.text())
        .filter(bytes -> bytes.size() == Points.COORDINATE_BYTES)
        .orElseThrow(() -> at.expected("32 bytes of base64url without padding"));
  }

  private static String issuer(At at) throws Refusal {
    if (!NormalForm.isName(at.text())) {
      throw at.expected("the name of an issuer");
    }
    return at.text();
  }

  private static int number(At at) throws Refusal {
    if (!NUMBER.matcher(at.text()).matches()) {
      throw at.expected("a decimal number of at most nine digits in a string");
    }
    return Integer.parseInt(at.text());
  }

  private static Instant time(At at) throws Refusal {
    if (at.node() instanceof Node.Int seconds
        && seconds.value() >= 0
        && seconds.value() <= LATEST) {
      return Instant.ofEpochSecond(seconds.value());
    }
    throw at.expected("a time in whole seconds since 1970");
  }

  private static void one(At at, String expected) throws Refusal {
    if (!at.node().equals(new Node.Text(expected))) {
      throw at.expected(Describe.quote(expected));
    }
  }

  private static <E extends Enum<E>> E constant(E[] values, At at) throws Refusal {
    for (E value : values) {
      if (at.node().equals(new Node.Text(wire(value)))) {
        return value;
      }
    }
    throw at.expected("one of " + List.of(values).stream().map(Jwks::wire).toList());
  }

  private static String wire(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Writes the set, keys by number. */
  public static String write(TrustedKeys keys) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeFieldName("keys");
      write(json, keys);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes the list, keys by number. */
  static void write(JsonGenerator json, TrustedKeys keys) throws IOException {
    json.writeStartArray();
    for (TrustedKey key :
        keys.keys().stream().sorted(Comparator.comparing(TrustedKey::number)).toList()) {
      write(json, key);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, TrustedKey key) throws IOException {
    boolean okp = key.key().algorithm() == Algorithm.ED25519;
    json.writeStartObject();
    json.writeStringField("kid", Integer.toString(key.number()));
    json.writeStringField("kty", okp ? "OKP" : "EC");
    json.writeStringField("crv", okp ? "Ed25519" : "P-256");
    if (okp) {
      json.writeStringField("x", key.key().encoded().toBase64Url());
    } else {
      Bytes point = Points.uncompressedP256(key.key().encoded());
      int y = 1 + Points.COORDINATE_BYTES;
      json.writeStringField("x", point.slice(1, y).toBase64Url());
      json.writeStringField("y", point.slice(y, point.size()).toBase64Url());
    }
    json.writeStringField("use", "sig");
    json.writeStringField("alg", okp ? "EdDSA" : "ES256");
    json.writeStringField("role", wire(key.role()));
    json.writeStringField("state", wire(key.state()));
    if (key.retiredAt().isPresent()) {
      json.writeNumberField("retired_at", key.retiredAt().get().getEpochSecond());
    }
    json.writeStringField("iss", key.issuer());
    json.writeEndObject();
  }
}
