package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.ClientMethod;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.PublicJwk;
import io.deputy.issuer.directory.RegisteredClient;
import io.deputy.issuer.exchange.ClientAssertion;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.verify.ProvenKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Agents and gateways that authenticate with a JWT signed by a key of their own: {@code
 * private_key_jwt} (OpenID Connect Core, section 9; RFC 7523, section 3).
 */
public final class AssertedCallers {
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

  /** Who {@code assertion} proves, and the key that signed it. */
  RegisteredCallers.Authenticated authenticate(
      ClientAssertion assertion, Directory directory, Instant now) throws Refusal {
    try {
      UnverifiedJwt jwt = UnverifiedJwt.read(assertion.jwt().expose(), TYPES);
      RegisteredClient client =
          RegisteredCallers.client(directory, id(jwt.unverifiedClaims(), assertion));
      RegisteredCallers.requireMethod(client, ClientMethod.PrivateKeyJwt.class);
      if (client.keys().keys().isEmpty()) {
        throw new Refusal(
            Reason.CLIENT_UNKNOWN,
            "\"" + client.id() + "\" has no keys in the directory; list them");
      }
      PublicJwk key = jwt.verify(client.keys());
      OneTimeToken used = singleUse(jwt.unverifiedClaims(), client.id(), now);
      return new RegisteredCallers.Authenticated(
          client, new ProvenKey(key.thumbprint()), Optional.of(used));
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
