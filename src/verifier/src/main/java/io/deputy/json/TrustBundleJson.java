package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.verify.TrustBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Trust bundles as they travel: a compact JWS (RFC 7515) by a bundle key. Members that are not
 * known are refused, here as in tokens: one that is passed over may be the one that takes something
 * back. What a later form adds gets another {@code typ}; so gateways are brought up to date first.
 */
public final class TrustBundleJson {
  /** Of a whole bundle: ten thousand revocations take some 700,000, and users' names up to this. */
  public static final int MAX_CHARACTERS = 16 << 20;

  /** The {@code typ} of the header. */
  public static final String TYPE = "deputy-bundle+jws";

  /** A payload, its list, a revocation, a user. */
  private static final int MAX_DEPTH = 4;

  private static final Reason MALFORMED = Reason.BUNDLE_MALFORMED;

  private static final Node.Limits LIMITS =
      new Node.Limits(MAX_CHARACTERS, MAX_DEPTH, MALFORMED, MALFORMED);

  private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

  private static final Set<String> PAYLOAD =
      Set.of("issuer", "issued_at", "max_age", "keys", "from", "to", "more", "revocations");

  private TrustBundleJson() {}

  /**
   * Reads a bundle, and verifies that a pinned key of its issuer signed it. Its payload is not
   * looked at before that.
   *
   * @param pinned bundle keys, which came by another way than bundles
   * @throws Refusal {@code bundle_malformed}, {@code bundle_signature_invalid}; {@code
   *     key_compromised}, or {@code key_retired} if it was issued after the retirement; {@code
   *     bundle_issuer_mismatch} if the key is another issuer's
   */
  public static TrustBundle read(String text, TrustedKeys pinned) throws Refusal {
    if (text.length() > MAX_CHARACTERS) {
      throw malformed("it has more than " + MAX_CHARACTERS + " characters");
    }
    CompactJws jws =
        CompactJws.cut(text).orElseThrow(() -> malformed("it is no JWS in compact form"));
    TrustedKey key = key(At.root(Node.parse(jws.header().toArray(), LIMITS), MALFORMED), pinned);
    if (!jws.isBy(key.key())) {
      throw unsigned("bundle key " + key.number() + " did not sign it");
    }
    TrustBundle bundle = payload(Node.parse(jws.payload().toArray(), LIMITS));
    key.requireGoodFor(bundle.issuedAt());
    if (!key.issuer().equals(bundle.issuer())) {
      throw new Refusal(
          Reason.BUNDLE_ISSUER_MISMATCH,
          "the bundle is of \""
              + bundle.issuer()
              + "\", and its key of \""
              + key.issuer()
              + "\"; check the pinned keys");
    }
    return bundle;
  }

  private static TrustedKey key(At header, TrustedKeys pinned) throws Refusal {
    // RFC 7515, section 4.1.11: extensions that are not understood make it invalid.
    Map<String, At> members = header.members(HEADER, Set.of(), MALFORMED, MALFORMED);
    if (!members.get("typ").text().equals(TYPE)) {
      throw malformed("its type is not \"" + TYPE + "\"");
    }
    String number = members.get("kid").text();
    TrustedKey key =
        pinned.keys().stream()
            .filter(k -> k.role() == TrustedKey.Role.BUNDLE)
            .filter(k -> Integer.toString(k.number()).equals(number))
            .findFirst()
            .orElseThrow(
                () -> unsigned("bundle key \"" + number + "\" is not pinned here; pin it first"));
    if (!members.get("alg").text().equals(CompactJws.algorithm(key.key()))) {
      throw unsigned("its algorithm is not that of bundle key " + number);
    }
    return key;
  }

  private static TrustBundle payload(Node node) throws Refusal {
    Map<String, At> members =
        At.root(node, MALFORMED).members(PAYLOAD, Set.of("checkpoint"), MALFORMED, MALFORMED);
    Optional<At> checkpoint = Optional.ofNullable(members.get("checkpoint"));
    try {
      return new TrustBundle(
          members.get("issuer").text(),
          RevocationsJson.time(members.get("issued_at")),
          Duration.ofSeconds(number(members.get("max_age"))),
          Jwks.keys(members.get("keys").because(MALFORMED)),
          number(members.get("from")),
          number(members.get("to")),
          truth(members.get("more")),
          RevocationsJson.read(members.get("revocations")),
          checkpoint.isPresent() ? Optional.of(checkpoint.get().text()) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage());
    }
  }

  private static long number(At at) throws Refusal {
    if (at.node() instanceof Node.Int number && number.value() >= 0) {
      return number.value();
    }
    throw at.expected("a whole number from 0");
  }

  private static boolean truth(At at) throws Refusal {
    if (at.node() instanceof Node.Bool truth) {
      return truth.value();
    }
    throw at.expected("true or false");
  }

  /**
   * Writes a bundle.
   *
   * @param number of the bundle key
   * @param key its public half, for the algorithm
   * @param signer signs as JWS has it: of P-256, R and S of 32 bytes each (RFC 7518, section 3.4)
   */
  public static String write(
      TrustBundle bundle, int number, PublicKey key, UnaryOperator<Bytes> signer) {
    String header =
        "{\"alg\":\"%s\",\"typ\":\"%s\",\"kid\":\"%d\"}"
            .formatted(CompactJws.algorithm(key), TYPE, number);
    return CompactJws.write(
        Bytes.of(header.getBytes(StandardCharsets.US_ASCII)), payload(bundle), signer);
  }

  private static Bytes payload(TrustBundle bundle) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("issuer", bundle.issuer());
      json.writeNumberField("issued_at", bundle.issuedAt().getEpochSecond());
      json.writeNumberField("max_age", bundle.maxAge().toSeconds());
      json.writeFieldName("keys");
      Jwks.write(json, bundle.keys());
      json.writeNumberField("from", bundle.from());
      json.writeNumberField("to", bundle.to());
      json.writeBooleanField("more", bundle.more());
      json.writeFieldName("revocations");
      RevocationsJson.write(json, bundle.revocations());
      if (bundle.checkpoint().isPresent()) {
        json.writeStringField("checkpoint", bundle.checkpoint().get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(bytes.toByteArray());
  }

  private static Refusal malformed(String problem) {
    return new Refusal(MALFORMED, "the trust bundle is refused: " + problem);
  }

  private static Refusal unsigned(String problem) {
    return new Refusal(Reason.BUNDLE_SIGNATURE_INVALID, "the trust bundle is refused: " + problem);
  }
}
