package io.deputy.issuer.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.PublicJwk;
import io.deputy.issuer.exchange.Consent;
import io.deputy.issuer.exchange.Consents;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.json.RightsJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Consents: JWTs of the type {@value #TYPE} by which the holder of a token lets a sub-agent ask for
 * a narrower one. {@code iss} is the holder, {@code sub} the sub-agent, {@code aud} this issuer,
 * {@code ath} the hash of the holder's token (as in RFC 9449, section 4.2), {@code cnf} with {@code
 * jkt} or {@code jwk} the key that the new token is to be bound to, {@code authorization_details}
 * the most that it may allow; with {@code exp} and {@code jti}.
 */
public final class SignedConsents implements Consents {
  /** RFC 8725, section 3.11: no other kind of JWT will do, and this will do for nothing else. */
  static final String TYPE = "consent+jwt";

  /** How far ahead one may expire: a sub-agent asks when it gets to work, not at once. */
  static final Duration MAX_AHEAD = Duration.ofHours(1);

  private final Set<String> audiences;

  /**
   * @param audiences what a consent may be addressed to: this issuer, or its token endpoint
   */
  public SignedConsents(Set<String> audiences) {
    this.audiences = Set.copyOf(audiences);
  }

  @Override
  public Consent verify(Credential consent, Agent holder, Thumbprint bound, Instant now)
      throws Refusal {
    try {
      UnverifiedJwt jwt = UnverifiedJwt.readTyped(consent.expose(), TYPE);
      Claims claims = jwt.unverifiedClaims();
      if (!claims.requireText("iss").equals(holder.id())) {
        throw Claims.malformed("iss", "the holder of the subject token");
      }
      PublicJwk key = signer(jwt, holder, bound);
      if (!bound.isBearer() && !key.thumbprint().equals(bound)) {
        throw new JwtInvalid(
            JwtInvalid.Fault.SIGNATURE, "it is not signed by the key of the subject token");
      }
      OneTimeToken used =
          SingleUse.require(
              OneTimeToken.Kind.CONSENT, holder.id(), claims, audiences, MAX_AHEAD, now);
      return new Consent(
          claims.requireText("sub"),
          Confirmation.of(claims).orElseThrow(() -> Claims.missing("cnf")),
          hash(claims),
          rights(claims),
          used,
          consent);
    } catch (JwtInvalid e) {
      throw new Refusal(Reason.CONSENT_INVALID, "the consent is refused: " + e.getMessage());
    }
  }

  /** A registered key of the holder; or one in the header, if the token is bound to that one. */
  private static PublicJwk signer(UnverifiedJwt jwt, Agent holder, Thumbprint bound)
      throws JwtInvalid {
    if (bound.isBearer() || holder.keys().withThumbprint(bound).isPresent()) {
      return jwt.verify(holder.keys());
    }
    PublicJwk key = jwt.embeddedKey();
    jwt.verifyWith(key);
    return key;
  }

  private static Bytes hash(Claims claims) throws JwtInvalid {
    try {
      return Bytes.ofBase64Url(claims.requireText("ath"));
    } catch (IllegalArgumentException e) {
      throw Claims.malformed("ath", "a hash in base64url");
    }
  }

  private static Rights rights(Claims claims) throws JwtInvalid {
    Optional<JsonNode> details = claims.node("authorization_details");
    try {
      return RightsJson.read(
          details.orElseThrow(() -> Claims.missing("authorization_details")).toString());
    } catch (Refusal e) {
      throw Claims.malformed("authorization_details", "what rights are written in");
    }
  }
}
