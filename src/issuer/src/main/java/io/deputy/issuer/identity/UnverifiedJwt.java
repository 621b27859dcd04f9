package io.deputy.issuer.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.deputy.Bytes;
import io.deputy.issuer.directory.PublicJwk;
import io.deputy.issuer.directory.PublicKeys;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A signed JWT (RFC 7519) in compact form that nobody has verified yet. */
final class UnverifiedJwt {
  /** As much as a delegation token may have; the check comes before any parsing. */
  private static final int MAX_CHARACTERS = 16 << 10;

  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

  /** {@code none} and HMAC with a public key never get as far as a key (RFC 8725, section 2.1). */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

  private final JWSObject jws;
  private final Claims claims;

  private UnverifiedJwt(JWSObject jws, Claims claims) {
    this.jws = jws;
    this.claims = claims;
  }

  /**
   * Reads {@code compact}, which must name an algorithm that is on our list.
   *
   * @param types the types, in lower case, that will do if it has one (RFC 8725, section 3.11)
   */
  static UnverifiedJwt read(String compact, Set<String> types) throws JwtInvalid {
    return read(compact, types, MAX_CHARACTERS);
  }

  private static UnverifiedJwt read(String compact, Set<String> types, int maxCharacters)
      throws JwtInvalid {
    if (compact.length() > maxCharacters || !COMPACT.matcher(compact).matches()) {
      throw malformed("it is not a signed JWT in compact form");
    }
    requireAlgorithm(compact);
    JWSObject jws = parse(compact);
    JWSHeader header = jws.getHeader();
    // RFC 7515, section 4.1.11: extensions that are not understood make it invalid; we know none.
    if (header.getCriticalParams() != null) {
      throw malformed("it has critical header parameters");
    }
    UnverifiedJwt jwt = new UnverifiedJwt(jws, new Claims(object(jws.getPayload().toString())));
    if (jwt.type().filter(t -> !types.contains(t)).isPresent()) {
      throw malformed("its type is \"" + header.getType() + "\"");
    }
    return jwt;
  }

  /** Reads {@code compact}, which must be of this type. */
  static UnverifiedJwt readTyped(String compact, String type) throws JwtInvalid {
    return readTyped(compact, type, MAX_CHARACTERS);
  }

  /** Reads {@code compact}, which must be of this type and no longer than this. */
  static UnverifiedJwt readTyped(String compact, String type, int maxCharacters) throws JwtInvalid {
    UnverifiedJwt jwt = read(compact, Set.of(type), maxCharacters);
    if (jwt.type().isEmpty()) {
      throw malformed("it has no type; it must be \"" + type + "\"");
    }
    return jwt;
  }

  /** Before the library's parser, which has other words for {@code none}. */
  private static void requireAlgorithm(String compact) throws JwtInvalid {
    String first = compact.substring(0, compact.indexOf('.'));
    ObjectNode header = object(new Base64URL(first).decodeToString());
    String name = header.path("alg").asText("");
    if (ALGORITHMS.stream().noneMatch(a -> a.getName().equals(name))) {
      throw new JwtInvalid(
          JwtInvalid.Fault.ALGORITHM,
          "its algorithm is \"" + name + "\"; use RS256, ES256 or EdDSA");
    }
  }

  private static JWSObject parse(String compact) throws JwtInvalid {
    try {
      return JWSObject.parse(compact);
    } catch (ParseException e) {
      throw malformed("it cannot be read");
    }
  }

  private static ObjectNode object(String json) throws JwtInvalid {
    return StrictJson.object(json)
        .orElseThrow(() -> malformed("a part of it is not a JSON object, or names a member twice"));
  }

  private static JwtInvalid malformed(String problem) {
    return new JwtInvalid(JwtInvalid.Fault.MALFORMED, problem);
  }

  /** Whether {@code text} looks like one, whatever is in it. */
  static boolean isCompact(String text) {
    return COMPACT.matcher(text).matches();
  }

  /** What it is signed with, by its own account; EdDSA is called so by both of its names. */
  String algorithm() {
    JWSAlgorithm algorithm = jws.getHeader().getAlgorithm();
    return JWSAlgorithm.Ed25519.equals(algorithm)
        ? JWSAlgorithm.EdDSA.getName()
        : algorithm.getName();
  }

  /** What it claims; true only once {@link #verify} has returned. */
  Claims unverifiedClaims() {
    return claims;
  }

  /** The bytes that are signed with its header; true only once {@link #verify} has returned. */
  Bytes payload() {
    return Bytes.of(jws.getPayload().toBytes());
  }

  /** Its type in lower case, if it has one. */
  Optional<String> type() {
    return Optional.ofNullable(jws.getHeader().getType())
        .map(t -> t.getType().toLowerCase(Locale.ROOT));
  }

  /** The public key that it carries itself (RFC 7515, section 4.1.3); nothing vouches for it. */
  PublicJwk embeddedKey() throws JwtInvalid {
    if (jws.getHeader().getJWK() == null) {
      throw malformed("its header has no \"jwk\"");
    }
    try {
      return PublicJwk.read(jws.getHeader().getJWK().toJSONString());
    } catch (IllegalArgumentException e) {
      throw malformed("its \"jwk\" " + e.getMessage());
    }
  }

  /** Refuses unless {@code key} made the signature. */
  void verifyWith(PublicJwk key) throws JwtInvalid {
    if (!key.isFor(jws.getHeader().getAlgorithm())) {
      throw new JwtInvalid(
          JwtInvalid.Fault.ALGORITHM,
          "its algorithm \"" + jws.getHeader().getAlgorithm() + "\" does not fit the key");
    }
    if (!verifies(key)) {
      throw new JwtInvalid(JwtInvalid.Fault.SIGNATURE, "its key does not verify its signature");
    }
  }

  /** Whether {@code keys} has a key of the name that it asks for; true if it asks for none. */
  boolean namesOneOf(PublicKeys keys) {
    String kid = jws.getHeader().getKeyID();
    return kid == null
        || keys.keys().stream().anyMatch(k -> k.kid().stream().anyMatch(kid::equals));
  }

  /** The key among {@code keys} that made the signature. */
  PublicJwk verify(PublicKeys keys) throws JwtInvalid {
    JWSHeader header = jws.getHeader();
    List<PublicJwk> named =
        keys.keys().stream()
            .filter(
                k ->
                    header.getKeyID() == null
                        || k.kid().stream().anyMatch(header.getKeyID()::equals))
            .toList();
    if (named.isEmpty()) {
      throw new JwtInvalid(
          JwtInvalid.Fault.SIGNATURE, "no key \"" + header.getKeyID() + "\" is known");
    }
    List<PublicJwk> fitting = named.stream().filter(k -> k.isFor(header.getAlgorithm())).toList();
    if (fitting.isEmpty()) {
      throw new JwtInvalid(
          JwtInvalid.Fault.ALGORITHM,
          "its algorithm \"" + header.getAlgorithm() + "\" does not fit the key");
    }
    for (PublicJwk key : fitting) {
      if (verifies(key)) {
        return key;
      }
    }
    throw new JwtInvalid(JwtInvalid.Fault.SIGNATURE, "no known key verifies its signature");
  }

  private boolean verifies(PublicJwk key) {
    try {
      return verifier(key).verify(jws.getHeader(), jws.getSigningInput(), jws.getSignature());
    } catch (JOSEException e) {
      return false;
    }
  }

  private static JWSVerifier verifier(PublicJwk key) throws JOSEException {
    if (key.jwk() instanceof RSAKey rsa) {
      return new RSASSAVerifier(rsa);
    }
    if (key.jwk() instanceof ECKey ec) {
      return new Es256JwsVerifier(ec);
    }
    return new Ed25519JwsVerifier((OctetKeyPair) key.jwk());
  }
}
