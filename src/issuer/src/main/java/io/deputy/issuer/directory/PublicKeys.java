package io.deputy.issuer.directory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.chain.Thumbprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The public keys of one agent, gateway or issuer. */
public record PublicKeys(List<PublicJwk> keys) {
  /** More keys than anybody rotates; bounds the signatures tried for one token. */
  public static final int MAX_KEYS = 32;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  public PublicKeys {
    keys = List.copyOf(keys);
  }

  /**
   * Reads the JWK set of an agent or a gateway, every member of which must be usable.
   *
   * @param development whether keys labelled as development keys will do
   * @throws IllegalArgumentException if it is not a JWK set, or has a member that is not usable
   */
  static PublicKeys own(JsonNode jwks, boolean development) {
    List<PublicJwk> keys = new ArrayList<>();
    for (JsonNode member : members(jwks)) {
      keys.add(checked(PublicJwk.read(member.toString()), development));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("has no key; list at least one");
    }
    if (keys.stream().map(PublicJwk::thumbprint).distinct().count() != keys.size()) {
      throw new IllegalArgumentException("lists one key twice");
    }
    return new PublicKeys(keys);
  }

  /**
   * Reads the JWK set of an issuer. Members that are for something else are left out, as RFC 7517,
   * section 5, asks.
   *
   * @param development whether keys labelled as development keys will do
   * @throws IllegalArgumentException if it is not a JWK set, or a key is refused
   */
  static PublicKeys issuers(JsonNode jwks, boolean development) {
    List<PublicJwk> keys = new ArrayList<>();
    for (JsonNode member : members(jwks)) {
      Optional<PublicJwk> key = usable(member);
      if (key.isPresent()) {
        keys.add(checked(key.get(), development));
      }
    }
    return new PublicKeys(keys);
  }

  /**
   * Reads the JWK set that an issuer serves. Members that are not usable here are left out, so that
   * one of them does not cost the others.
   *
   * @throws IllegalArgumentException if it is not a JWK set, or no member is usable
   */
  public static PublicKeys served(String json, boolean development) {
    List<PublicJwk> keys = new ArrayList<>();
    for (JsonNode member : members(tree(json))) {
      usable(member).filter(k -> development || !k.isForDevelopment()).ifPresent(keys::add);
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("has no key that can be used here");
    }
    return new PublicKeys(keys);
  }

  /**
   * Reads the bundle of a SPIFFE trust domain (SPIFFE: Trust Domain and Bundle, section 4): its
   * keys for JWT-SVIDs. What else is in it is left out.
   *
   * @throws IllegalArgumentException if it is not a JWK set, a key is refused, or there is none
   */
  static PublicKeys bundle(JsonNode jwks, boolean development) {
    List<PublicJwk> keys = new ArrayList<>();
    for (JsonNode member : members(jwks)) {
      if (member instanceof ObjectNode key && key.path("use").asText("").equals("jwt-svid")) {
        ObjectNode own = key.deepCopy();
        own.remove("use");
        keys.add(checked(PublicJwk.read(own.toString()), development));
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("has no key with the use \"jwt-svid\"");
    }
    return new PublicKeys(keys);
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Optional<PublicJwk> usable(JsonNode member) {
    try {
      return Optional.of(PublicJwk.read(member.toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static PublicJwk checked(PublicJwk key, boolean development) {
    if (key.isForDevelopment() && !development) {
      throw new IllegalArgumentException(
          "has the development key \""
              + key.kid().orElseThrow()
              + "\"; use another or set deputy.development=true");
    }
    return key;
  }

  private static JsonNode members(JsonNode jwks) {
    JsonNode members = jwks.path("keys");
    if (!members.isArray()) {
      throw new IllegalArgumentException("is not a JWK set: it has no \"keys\" array");
    }
    for (JsonNode member : members) {
      if (!member.isObject()) {
        throw new IllegalArgumentException("is not a JWK set: a key in it is not an object");
      }
    }
    if (members.size() > MAX_KEYS) {
      throw new IllegalArgumentException("has more than " + MAX_KEYS + " keys");
    }
    return members;
  }

  /** The key with this thumbprint. */
  public Optional<PublicJwk> withThumbprint(Thumbprint thumbprint) {
    return keys.stream().filter(k -> k.thumbprint().equals(thumbprint)).findFirst();
  }
}
