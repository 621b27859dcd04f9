package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.PublicJwk;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.KeyProof;
import io.deputy.issuer.exchange.KeyProofs;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.verify.TargetUri;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** DPoP proofs for requests to the token endpoint (RFC 9449, sections 4.3, 5 and 8). */
public final class DpopProofs implements KeyProofs {
  /** How old a proof may be, beside the leeway of clocks: one is made for each request. */
  static final Duration MAX_AGE = Duration.ofMinutes(1);

  private static final String TYPE = "dpop+jwt";
  private static final String METHOD = "POST";

  private final String endpoint;
  private final Optional<PeriodicNonces> nonces;

  /**
   * @param tokenEndpoint its URL, as clients know it
   * @param nonces what proofs must carry; empty if they need not carry any
   */
  public DpopProofs(String tokenEndpoint, Optional<PeriodicNonces> nonces) {
    this.endpoint = TargetUri.normalise(tokenEndpoint).orElseThrow();
    this.nonces = Objects.requireNonNull(nonces);
  }

  @Override
  public Optional<String> nonce(Instant now) throws Refusal {
    return nonces.isPresent() ? Optional.of(nonces.get().current(now)) : Optional.empty();
  }

  @Override
  public KeyProof verify(Credential proof, Credential subjectToken, Instant now) throws Refusal {
    try {
      UnverifiedJwt jwt = UnverifiedJwt.readTyped(proof.expose(), TYPE);
      PublicJwk key = jwt.embeddedKey();
      jwt.verifyWith(key);
      Claims claims = jwt.unverifiedClaims();
      requireThisRequest(claims, subjectToken);
      Instant issuedAt = requireRecent(claims, now);
      requireNonce(claims, now);
      Instant until = issuedAt.plus(MAX_AGE).plus(Clocks.LEEWAY);
      return new KeyProof(
          key.thumbprint(),
          new OneTimeToken(
              OneTimeToken.Kind.DPOP_PROOF,
              key.thumbprint().toString(),
              SingleUse.requireId(claims),
              until));
    } catch (JwtInvalid e) {
      throw refusal(Reason.DPOP_PROOF_INVALID, e.getMessage());
    }
  }

  /** Items 8, 9 and 12 of section 4.3; at a token endpoint {@code ath} may be left out. */
  private void requireThisRequest(Claims claims, Credential subjectToken)
      throws JwtInvalid, Refusal {
    if (!claims.requireText("htm").equals(METHOD)) {
      throw refusal(Reason.DPOP_PROOF_MISMATCH, "it is for another method than " + METHOD);
    }
    if (!TargetUri.normalise(claims.requireText("htu")).equals(Optional.of(endpoint))) {
      throw refusal(Reason.DPOP_PROOF_MISMATCH, "it is for another URL than " + endpoint);
    }
    String hash = subjectToken.hash().toBase64Url();
    if (!claims.text("ath").orElse(hash).equals(hash)) {
      throw refusal(Reason.DPOP_PROOF_MISMATCH, "it is for another token than the subject token");
    }
  }

  /** Item 11. */
  private static Instant requireRecent(Claims claims, Instant now) throws JwtInvalid, Refusal {
    Instant issuedAt = claims.requireTime("iat");
    if (issuedAt.isAfter(now.plus(Clocks.LEEWAY))
        || issuedAt.plus(MAX_AGE).plus(Clocks.LEEWAY).isBefore(now)) {
      throw refusal(Reason.DPOP_PROOF_STALE, "it was not made just now; check the clocks");
    }
    return issuedAt;
  }

  /** Item 10. */
  private void requireNonce(Claims claims, Instant now) throws JwtInvalid, Refusal {
    Optional<String> nonce = claims.text("nonce");
    if (nonces.isPresent() && (nonce.isEmpty() || !nonces.get().accepts(nonce.get(), now))) {
      throw refusal(
          Reason.DPOP_NONCE_REQUIRED, "make another, with the nonce of the DPoP-Nonce header");
    }
  }

  private static Refusal refusal(Reason reason, String problem) {
    return new Refusal(reason, "the DPoP proof is refused: " + problem);
  }
}
