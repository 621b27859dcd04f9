package io.deputy.verify;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Limits;
import io.deputy.biscuit.TokenGlance;
import io.deputy.chain.Hop;
import io.deputy.chain.Profile;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.UnverifiedChain;
import io.deputy.chain.VerifiedChain;
import io.deputy.chain.VerifiedPrefixes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Decides whether a request is within the rights of a delegation token: offline, with public keys
 * only. Safe for any number of threads, without locks. Its keys never change; what it verified with
 * them it remembers, and verifies anew only what it has not seen.
 *
 * <p>It checks, in this order: size; expiry and audience at a glance ({@link TokenGlance}), before
 * it looks the token up or reads it; shape; expiry, audience and revocation as claimed; signatures
 * and attestations; revocation of what they prove, signatures included; that whoever asks proved
 * the holder's key; and every check of every block.
 */
public final class Verifier {
  private final VerifiedPrefixes verified;
  private final Supplier<Revocations> revocations;

  /**
   * A verifier that knows of no revocation: a token dies by its expiry alone.
   *
   * @param keys the issuers' public keys
   */
  public Verifier(TrustedKeys keys) {
    this(keys, () -> Revocations.NONE);
  }

  /**
   * @param keys the issuers' public keys
   * @param revocations what is revoked now; asked for every decision, so it must be quick, such as
   *     the {@code get} of an {@code AtomicReference}
   */
  public Verifier(TrustedKeys keys, Supplier<Revocations> revocations) {
    this.verified = new VerifiedPrefixes(keys);
    this.revocations = Objects.requireNonNull(revocations);
  }

  private Verifier(VerifiedPrefixes verified, Supplier<Revocations> revocations) {
    this.verified = verified;
    this.revocations = revocations;
  }

  /**
   * The same with these keys and revocations. If the keys are the same too, it goes on remembering
   * what was verified with them; else it remembers nothing, so that whatever a key verified that is
   * compromised by now is verified anew.
   */
  public Verifier with(TrustedKeys keys, Revocations revoked) {
    return new Verifier(
        keys.equals(verified.keys()) ? verified : new VerifiedPrefixes(keys), () -> revoked);
  }

  /**
   * Decides one request.
   *
   * @param token the token's bytes
   * @param presented the request
   * @param proven the key that whoever asks has proved
   * @param now the time of the decision
   * @return whether the request may pass; refuse it unless this is {@link Decision.Allowed}
   */
  public Decision check(Bytes token, PresentedRequest presented, ProvenKey proven, Instant now) {
    try {
      return honour(token, presented.gateway(), proven, now).decide(presented.request());
    } catch (Refusal refusal) {
      return new Decision.Denied(refusal.reason(), refusal.getMessage());
    }
  }

  /**
   * Verifies a token and who presents it, before anything is asked: everything of {@link #check}
   * but the request. For callers that ask for several things at once, or for a list.
   *
   * @param token the token's bytes
   * @param gateway the id of the gateway, which the token must name as its audience
   * @param proven the key that whoever asks has proved
   * @param now the time of the decision
   * @throws Refusal with the reason, if the token is not honoured here and now
   */
  public Honoured honour(Bytes token, String gateway, ProvenKey proven, Instant now)
      throws Refusal {
    requireGlanceInTimeAndPlace(token, gateway, now);
    VerifiedPrefixes.Reading reading = verified.read(token);
    UnverifiedChain claimed = reading.claims();
    requireInTime(claimed.hops(), now);
    requireAudience(claimed.last(), gateway);
    VerifiedChain chain = live(reading, claimed);
    requireHolder(chain.last(), proven);
    return new Honoured(chain, gateway, now);
  }

  /** A token that was found clean needs no look until there is news of revocations. */
  private VerifiedChain live(VerifiedPrefixes.Reading reading, UnverifiedChain claimed)
      throws Refusal {
    Revocations revoked = revocations.get();
    if (reading.isLiveAt(revoked.version())) {
      return reading.verify();
    }
    revoked.requireLive(claimed);
    VerifiedChain chain = reading.verify();
    revoked.requireLive(chain);
    reading.foundLiveAt(revoked.version());
    return chain;
  }

  /**
   * Verifies a token without deciding a request: shape, signatures, attestations. Neither time nor
   * holder nor revocation is checked.
   *
   * @throws Refusal with the reason, if it is not a delegation token of an issuer that is trusted
   */
  public VerifiedChain verify(Bytes token) throws Refusal {
    return verified.read(token).verify();
  }

  /**
   * Refuses a chain that is not in time: an expiry has no leeway, and exactly now is too late.
   *
   * @throws Refusal {@code token_expired} or {@code token_not_yet_valid}
   */
  public static void requireInTime(List<Hop> hops, Instant now) throws Refusal {
    Hop last = hops.get(hops.size() - 1);
    if (!now.isBefore(last.expiresAt())) {
      throw expired(last.expiresAt());
    }
    for (Hop hop : hops) {
      if (now.plus(Profile.CLOCK_LEEWAY).isBefore(hop.issuedAt())) {
        throw new Refusal(
            Reason.TOKEN_NOT_YET_VALID,
            "hop " + hop.number() + " was issued at " + hop.issuedAt() + ", which is yet to come");
      }
    }
  }

  /**
   * Refuses whoever did not prove the key that the last hop names.
   *
   * @throws Refusal {@code holder_key_unproven} or {@code holder_key_mismatch}
   */
  public static void requireHolder(Hop last, ProvenKey proven) throws Refusal {
    Thumbprint bound = last.holder().key();
    if (bound.isBearer() || bound.equals(proven.thumbprint())) {
      return;
    }
    if (proven.thumbprint().isBearer()) {
      throw new Refusal(
          Reason.HOLDER_KEY_UNPROVEN,
          "the token is bound to a key of \"" + last.holder().agent() + "\", and none was proved");
    }
    throw new Refusal(
        Reason.HOLDER_KEY_MISMATCH, "the proved key is not the one that the token is bound to");
  }

  /** Refuses most of what is out of time or place before it is looked up or read, so for little. */
  static void requireGlanceInTimeAndPlace(Bytes token, String gateway, Instant now) throws Refusal {
    if (token.size() > Limits.TOKEN_BYTES) {
      return;
    }
    TokenGlance glance = TokenGlance.at(token, "audience", gateway);
    if (glance.end().isPresent() && glance.end().getAsLong() <= now.getEpochSecond()) {
      throw expired(Instant.ofEpochSecond(glance.end().getAsLong()));
    }
    if (glance.excludes()) {
      throw elsewhere(gateway);
    }
  }

  static void requireAudience(Hop last, String gateway) throws Refusal {
    if (!last.audience().contains(gateway)) {
      throw elsewhere(gateway);
    }
  }

  private static Refusal expired(Instant end) {
    return new Refusal(Reason.TOKEN_EXPIRED, "the token expired at " + end);
  }

  private static Refusal elsewhere(String gateway) {
    return new Refusal(
        Reason.AUDIENCE_MISMATCH,
        "the token does not name \"" + gateway + "\" as a gateway that may honour it");
  }
}
