package io.deputy.json;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Profile;
import io.deputy.chain.Thumbprint;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.TargetUri;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a gateway does with the {@code DPoP} header of a request (RFC 9449, sections 4.3 and 7): the
 * key that the caller has proved comes out, for {@code Verifier.check}. Safe for any number of
 * threads if {@link Replays} is.
 */
public final class DpopProofs {
  /** Characters of one proof: its key, two hashes and a long URL fit; checked before parsing. */
  public static final int MAX_CHARACTERS = 8 << 10;

  /** How old a proof may be, beside the leeway of clocks: one is made for each request. */
  public static final Duration MAX_AGE = Duration.ofMinutes(1);

  /** Characters of a {@code jti}: long enough for any random id. */
  private static final int MAX_ID_CHARACTERS = 256;

  /** Arrays and objects inside each other: a key in a header; other members may have as much. */
  private static final int MAX_DEPTH = 4;

  private static final Reason INVALID = Reason.DPOP_PROOF_INVALID;
  private static final Node.Limits LIMITS =
      new Node.Limits(MAX_CHARACTERS, MAX_DEPTH, INVALID, INVALID);

  private final Replays replays;
  private final Nonces nonces;

  /** What remembers the proofs that were used. */
  public interface Replays {
    /**
     * Remembers a proof, and says whether it is new. One that cannot be remembered is not new.
     *
     * @param key the key that signed it
     * @param id its {@code jti}
     * @param until when nobody could use it any more, so that it may be forgotten
     */
    boolean firstUse(Thumbprint key, String id, Instant until);
  }

  /** Which nonces a proof may carry (RFC 9449, section 9). */
  public interface Nonces {
    /** Any nonce, and none. */
    Nonces NOT_ASKED_FOR = nonce -> true;

    /** Whether a proof with this nonce, or without one, will do. */
    boolean isGood(Optional<String> nonce);
  }

  /**
   * Without nonces.
   *
   * @param replays shared by everything that answers under the same URL
   */
  public DpopProofs(Replays replays) {
    this(replays, Nonces.NOT_ASKED_FOR);
  }

  /**
   * @param replays shared by everything that takes the same nonces
   * @param nonces that a proof may carry
   */
  public DpopProofs(Replays replays, Nonces nonces) {
    this.replays = Objects.requireNonNull(replays);
    this.nonces = Objects.requireNonNull(nonces);
  }

  /**
   * Checks the proof of one request and uses it up.
   *
   * @param headers the values of all {@code DPoP} headers; there must be one
   * @param method the method of the request
   * @param url its URL as the caller knows it; query and fragment do not count
   * @param token the token that is presented, as text: the proof must name its hash
   * @throws Refusal {@code dpop_proof_invalid}, {@code dpop_proof_stale}, {@code
   *     dpop_proof_mismatch}, {@code dpop_nonce_required} or {@code dpop_proof_replayed}
   */
  public ProvenKey check(List<String> headers, String method, String url, String token, Instant now)
      throws Refusal {
    if (headers.size() != 1 || headers.get(0).length() > MAX_CHARACTERS) {
      throw invalid("send one DPoP header of at most " + MAX_CHARACTERS + " characters");
    }
    CompactJws jws =
        CompactJws.cut(headers.get(0))
            .orElseThrow(() -> invalid("it is not a signed JWT in compact form"));
    DpopKey key = key(object(jws.header()));
    if (!key.verifies(jws.signed(), jws.signature())) {
      throw invalid("its own key does not verify its signature");
    }
    Map<String, At> claims = object(jws.payload());
    requireRequest(claims, method, url, token);
    requireNonce(claims);
    requireFirstUse(key, claims, now);
    return new ProvenKey(key.thumbprint());
  }

  private static DpopKey key(Map<String, At> header) throws Refusal {
    if (!text(header, "typ").equals("dpop+jwt")) {
      throw invalid("its type is not \"dpop+jwt\"");
    }
    // RFC 7515, section 4.1.11: extensions that are not understood make it invalid.
    if (header.containsKey("crit")) {
      throw invalid("it has critical header parameters");
    }
    At jwk = required(header, "jwk");
    try {
      Optional<DpopKey> key = DpopKey.read(jwk, text(header, "alg"));
      if (key.isPresent()) {
        return key.get();
      }
    } catch (Refusal e) {
      // Said below, with what would be right.
    }
    throw invalid("\"jwk\" is not a public key for its algorithm; use EdDSA or ES256");
  }

  private static void requireRequest(
      Map<String, At> claims, String method, String url, String token) throws Refusal {
    if (!text(claims, "htm").equals(method)) {
      throw mismatch("it is for another method than " + method);
    }
    Optional<String> asked = TargetUri.normalise(url);
    if (asked.isEmpty() || !TargetUri.normalise(text(claims, "htu")).equals(asked)) {
      throw mismatch("it is for another URL than the request");
    }
    if (!text(claims, "ath").equals(ascii(token).sha256().toBase64Url())) {
      throw mismatch("it is for another token");
    }
  }

  private void requireNonce(Map<String, At> claims) throws Refusal {
    Optional<String> nonce =
        claims.containsKey("nonce") ? Optional.of(text(claims, "nonce")) : Optional.empty();
    if (!nonces.isGood(nonce)) {
      throw new Refusal(
          Reason.DPOP_NONCE_REQUIRED,
          "the DPoP proof has no nonce of this gateway, or an old one; use the one in the answer");
    }
  }

  private void requireFirstUse(DpopKey key, Map<String, At> claims, Instant now) throws Refusal {
    if (!(required(claims, "iat").node() instanceof Node.Int seconds)) {
      throw invalid("\"iat\" is not a whole number of seconds");
    }
    long age = now.getEpochSecond() - seconds.value();
    long leeway = Profile.CLOCK_LEEWAY.toSeconds();
    if (age < -leeway || age > MAX_AGE.toSeconds() + leeway) {
      throw new Refusal(
          Reason.DPOP_PROOF_STALE, "the DPoP proof was not made just now; check the clocks");
    }
    String id = text(claims, "jti");
    if (id.isEmpty() || id.length() > MAX_ID_CHARACTERS) {
      throw invalid("\"jti\" has no characters, or more than " + MAX_ID_CHARACTERS);
    }
    Instant until = Instant.ofEpochSecond(seconds.value()).plus(MAX_AGE).plusSeconds(leeway + 1);
    if (!replays.firstUse(key.thumbprint(), id, until)) {
      throw new Refusal(
          Reason.DPOP_PROOF_REPLAYED,
          "the DPoP proof with this jti was used before; make one for each request");
    }
  }

  private static Map<String, At> object(Bytes json) throws Refusal {
    return At.root(Node.parse(json.toArray(), LIMITS), INVALID).members();
  }

  private static String text(Map<String, At> members, String name) throws Refusal {
    return required(members, name).text();
  }

  private static At required(Map<String, At> members, String name) throws Refusal {
    if (!members.containsKey(name)) {
      throw invalid("\"" + name + "\" is missing");
    }
    return members.get(name);
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Refusal invalid(String problem) {
    return new Refusal(INVALID, "the DPoP proof is refused: " + problem);
  }

  private static Refusal mismatch(String problem) {
    return new Refusal(Reason.DPOP_PROOF_MISMATCH, "the DPoP proof is refused: " + problem);
  }
}
