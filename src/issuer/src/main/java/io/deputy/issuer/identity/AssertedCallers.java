package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.Gateway;
import io.deputy.issuer.directory.PublicJwk;
import io.deputy.issuer.directory.PublicKeys;
import io.deputy.issuer.exchange.Caller;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.exchange.ClientAssertion;
import io.deputy.issuer.introspection.Clients;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.verify.ProvenKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * Agents and gateways that authenticate with a JWT signed by a key of their own: {@code
 * private_key_jwt} (OpenID Connect Core, section 9; RFC 7523, section 3).
 */
public final class AssertedCallers implements Callers, Clients {
  /** How far ahead an assertion may expire; bounds how long its id has to be remembered. */
  static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt");

  private final Set<String> audiences;

  /**
   * @param audiences what an assertion may be addressed to: this issuer, or one of its endpoints
   */
  public AssertedCallers(Set<String> audiences) {
    this.audiences = Set.copyOf(audiences);
  }

  @Override
  public Caller authenticate(ClientAssertion assertion, Directory directory, Instant now)
      throws Refusal {
    try {
      UnverifiedJwt jwt = UnverifiedJwt.read(assertion.jwt().expose(), TYPES);
      return caller(jwt, id(jwt.unverifiedClaims(), assertion), directory, now);
    } catch (JwtInvalid e) {
      throw invalid(e.getMessage());
    }
  }

  private Caller caller(UnverifiedJwt jwt, String id, Directory directory, Instant now)
      throws Refusal, JwtInvalid {
    Agent agent =
        directory
            .agent(id)
            .orElseThrow(
                () -> new Refusal(Reason.CLIENT_UNKNOWN, "no agent \"" + id + "\" is registered"));
    PublicJwk key = jwt.verify(agent.keys());
    OneTimeToken used = singleUse(jwt.unverifiedClaims(), id, now);
    if (agent.disabled()) {
      throw new Refusal(Reason.CLIENT_DISABLED, "the agent \"" + id + "\" is disabled");
    }
    return new Caller(agent, new ProvenKey(key.thumbprint()), used);
  }

  @Override
  public Client identify(ClientAssertion assertion, Directory directory, Instant now)
      throws Refusal {
    try {
      UnverifiedJwt jwt = UnverifiedJwt.read(assertion.jwt().expose(), TYPES);
      String id = id(jwt.unverifiedClaims(), assertion);
      Gateway gateway = directory.gateways().get(id);
      if (gateway == null) {
        return new Client(id, caller(jwt, id, directory, now).assertion());
      }
      PublicKeys keys =
          gateway
              .keys()
              .orElseThrow(
                  () ->
                      new Refusal(
                          Reason.CLIENT_UNKNOWN,
                          "the gateway \"" + id + "\" has no keys in the directory; list them"));
      Objects.requireNonNull(jwt.verify(keys));
      return new Client(id, singleUse(jwt.unverifiedClaims(), id, now));
    } catch (JwtInvalid e) {
      throw invalid(e.getMessage());
    }
  }

  /** RFC 7523, section 3, items 1 and 2: iss and sub are the client_id. */
  private static String id(Claims claims, ClientAssertion assertion) throws Refusal, JwtInvalid {
    String id = claims.requireText("sub");
    if (!claims.requireText("iss").equals(id) || !assertion.clientId().orElse(id).equals(id)) {
      throw invalid("iss, sub and client_id must be one and the same");
    }
    return id;
  }

  private OneTimeToken singleUse(Claims claims, String id, Instant now) throws JwtInvalid {
    return SingleUse.require(
        OneTimeToken.Kind.CLIENT_ASSERTION, id, claims, audiences, MAX_AHEAD, now);
  }

  private static Refusal invalid(String problem) {
    return new Refusal(
        Reason.CLIENT_ASSERTION_INVALID, "the client assertion is refused: " + problem);
  }
}
