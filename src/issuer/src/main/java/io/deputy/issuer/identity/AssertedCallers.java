package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.PublicJwk;
import io.deputy.issuer.exchange.Caller;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.exchange.ClientAssertion;
import io.deputy.issuer.ledger.UsedAssertion;
import io.deputy.verify.ProvenKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SortedSet;

/**
 * Agents that authenticate with a JWT signed by a key of their own: {@code private_key_jwt} (OpenID
 * Connect Core, section 9; RFC 7523, section 3).
 */
public final class AssertedCallers implements Callers {
  /** How far ahead an assertion may expire; bounds how long its id has to be remembered. */
  static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  /** Long enough for any random id. */
  private static final int MAX_ID_CHARACTERS = 256;

  private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt");

  private final Set<String> audiences;

  /**
   * @param audiences what an assertion may be addressed to: this issuer, or its token endpoint
   */
  public AssertedCallers(Set<String> audiences) {
    this.audiences = Set.copyOf(audiences);
  }

  @Override
  public Caller authenticate(ClientAssertion assertion, Directory directory, Instant now)
      throws Refusal {
    try {
      return caller(assertion, directory, now);
    } catch (JwtInvalid e) {
      throw invalid(e.getMessage());
    }
  }

  private Caller caller(ClientAssertion assertion, Directory directory, Instant now)
      throws Refusal, JwtInvalid {
    UnverifiedJwt jwt = UnverifiedJwt.read(assertion.jwt().expose(), TYPES);
    Claims claims = jwt.unverifiedClaims();
    // RFC 7523, section 3, items 1 and 2: iss and sub are the client_id.
    String id = claims.requireText("sub");
    if (!claims.requireText("iss").equals(id) || !assertion.clientId().orElse(id).equals(id)) {
      throw invalid("iss, sub and client_id must be one and the same");
    }
    Agent agent =
        directory
            .agent(id)
            .orElseThrow(
                () -> new Refusal(Reason.CLIENT_UNKNOWN, "no agent \"" + id + "\" is registered"));
    PublicJwk key = jwt.verify(agent.keys());
    UsedAssertion used = requireFresh(claims, id, now);
    if (agent.disabled()) {
      throw new Refusal(Reason.CLIENT_DISABLED, "the agent \"" + id + "\" is disabled");
    }
    return new Caller(agent, new ProvenKey(key.thumbprint()), used);
  }

  private UsedAssertion requireFresh(Claims claims, String agent, Instant now)
      throws Refusal, JwtInvalid {
    // Item 3: the audience is us, and nobody else, who could send it on to us.
    SortedSet<String> audience = claims.texts("aud").orElseThrow(() -> Claims.missing("aud"));
    if (audience.size() != 1 || !audiences.contains(audience.first())) {
      throw invalid("aud must be exactly one of " + audiences);
    }
    // Item 4: the time it expires.
    Instant expiresAt = claims.requireTime("exp");
    if (Clocks.isExpired(expiresAt, now)) {
      throw invalid("it expired at " + expiresAt);
    }
    if (expiresAt.isAfter(now.plus(MAX_AHEAD).plus(Clocks.LEEWAY))) {
      throw invalid("it expires more than " + MAX_AHEAD + " ahead");
    }
    // Items 5 and 6: nbf and iat.
    if (Clocks.isTooEarly(claims, now)) {
      throw invalid("it is not valid yet; check the clocks");
    }
    // Item 7: an id, so that it counts once.
    String id = claims.requireText("jti");
    if (id.length() > MAX_ID_CHARACTERS) {
      throw invalid("jti has more than " + MAX_ID_CHARACTERS + " characters");
    }
    return new UsedAssertion(agent, id, expiresAt);
  }

  private static Refusal invalid(String problem) {
    return new Refusal(
        Reason.CLIENT_ASSERTION_INVALID, "the client assertion is refused: " + problem);
  }
}
