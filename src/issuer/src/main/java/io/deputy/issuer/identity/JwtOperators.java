package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.admin.Operator;
import io.deputy.issuer.admin.OperatorScope;
import io.deputy.issuer.admin.Operators;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.OperatorTokens;
import io.deputy.issuer.directory.UserIssuer;
import io.deputy.issuer.exchange.Credential;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;

/**
 * Operators whose issuer vouches for them with a JWT access token (RFC 9068, section 4). Its type
 * may be absent or plain {@code JWT}, as many issuers have it: the audience, which must be the only
 * one, tells it from tokens for anything else.
 */
public final class JwtOperators implements Operators {
  /** As for users: OpenID Connect Core, section 2. */
  private static final int MAX_SUBJECT_CHARACTERS = 255;

  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final IssuerKeySource keys;

  /**
   * @param development whether keys labelled as development keys will do
   */
  public JwtOperators(boolean development, Clock clock) {
    this.keys = new IssuerKeySource(new KeyFetch(development), clock);
  }

  @Override
  public Operator authenticate(
      Credential bearer, OperatorScope scope, Directory directory, Instant now) throws Refusal {
    OperatorTokens expected =
        directory
            .operators()
            .orElseThrow(() -> invalid("the directory has no \"operators\"; add them to its file"));
    try {
      UnverifiedJwt jwt = UnverifiedJwt.read(bearer.expose(), TYPES);
      UserIssuer issuer = issuer(jwt.unverifiedClaims(), expected, directory);
      Objects.requireNonNull(jwt.verify(keys.keys(issuer, jwt)));
      return operator(jwt.unverifiedClaims(), expected, scope, now);
    } catch (JwtInvalid e) {
      throw invalid(e.getMessage());
    }
  }

  private static UserIssuer issuer(Claims claims, OperatorTokens expected, Directory directory)
      throws JwtInvalid, Refusal {
    String name = claims.requireText("iss");
    if (!name.equals(expected.issuer())) {
      throw invalid("\"" + name + "\" does not issue operators' tokens here");
    }
    return directory.issuer(name).orElseThrow();
  }

  private static Operator operator(
      Claims claims, OperatorTokens expected, OperatorScope scope, Instant now)
      throws JwtInvalid, Refusal {
    SortedSet<String> audience = claims.texts("aud").orElseThrow(() -> Claims.missing("aud"));
    if (audience.size() != 1 || !audience.first().equals(expected.audience())) {
      throw invalid("its aud must be \"" + expected.audience() + "\" and nothing else");
    }
    Instant expiresAt = claims.requireTime("exp");
    if (Clocks.isExpired(expiresAt, now)) {
      throw invalid("it expired at " + expiresAt);
    }
    if (Clocks.isTooEarly(claims, now)) {
      throw invalid("it is not valid yet; check the clocks");
    }
    String subject = claims.requireText("sub");
    if (subject.length() > MAX_SUBJECT_CHARACTERS) {
      throw Claims.malformed("sub", "a name of at most " + MAX_SUBJECT_CHARACTERS + " characters");
    }
    if (!List.of(claims.text("scope").orElse("").split(" ", -1)).contains(scope.text())) {
      throw new Refusal(
          Reason.OPERATOR_SCOPE_INSUFFICIENT,
          "the operator's token lacks the scope \""
              + scope.text()
              + "\"; ask for it at its issuer");
    }
    return new Operator(expected.issuer(), subject);
  }

  private static Refusal invalid(String problem) {
    return new Refusal(
        Reason.OPERATOR_TOKEN_INVALID, "the operator's token is refused: " + problem);
  }
}
