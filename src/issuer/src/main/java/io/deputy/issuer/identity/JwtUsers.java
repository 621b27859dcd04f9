package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.UserIssuer;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.UserToken;
import io.deputy.issuer.exchange.Users;
import io.deputy.issuer.exchange.VouchedUser;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * Users that a trusted issuer vouches for: with a JWT (RFC 7519, RFC 8725), or by what it answers
 * about an opaque token (RFC 7662).
 */
public final class JwtUsers implements Users {
  /** Access tokens (RFC 9068, section 2.1) and untyped ones; never a logout token, say. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final Directory directory;
  private final UserClaims users;
  private final IssuerKeySource keys;
  private final Introspection introspection;

  /**
   * @param self the name of this issuer
   */
  public JwtUsers(
      Directory directory, String self, IssuerKeySource keys, Introspection introspection) {
    this.directory = Objects.requireNonNull(directory);
    this.users = new UserClaims(directory, self);
    this.keys = Objects.requireNonNull(keys);
    this.introspection = Objects.requireNonNull(introspection);
  }

  @Override
  public VouchedUser verify(UserToken token, Agent caller, Instant now) throws Refusal {
    try {
      return token.mayBeOpaque() && !UnverifiedJwt.isCompact(token.text().expose())
          ? opaque(token.text(), caller, now)
          : jwt(token.text(), caller, now);
    } catch (JwtInvalid e) {
      throw refusal(reason(e.fault()), e.getMessage());
    }
  }

  private VouchedUser jwt(Credential token, Agent caller, Instant now) throws Refusal, JwtInvalid {
    UnverifiedJwt jwt = UnverifiedJwt.read(token.expose(), TYPES);
    UserIssuer issuer = issuer(jwt.unverifiedClaims());
    if (!issuer.algorithms().contains(jwt.algorithm())) {
      throw new JwtInvalid(
          JwtInvalid.Fault.ALGORITHM,
          "its algorithm is \"" + jwt.algorithm() + "\"; its issuer's are " + issuer.algorithms());
    }
    var key = jwt.verify(keys.keys(issuer, jwt));
    Objects.requireNonNull(key);
    return users.user(jwt.unverifiedClaims(), issuer, caller, now);
  }

  private VouchedUser opaque(Credential token, Agent caller, Instant now)
      throws Refusal, JwtInvalid {
    for (UserIssuer issuer : directory.issuers().values()) {
      if (issuer.introspection().isPresent()) {
        Claims claims = introspection.claims(issuer, issuer.introspection().get(), token);
        return users.user(claims, issuer, caller, now);
      }
    }
    throw refusal(
        Reason.SUBJECT_OPAQUE, "it is not a signed JWT, and no issuer is there to be asked");
  }

  private static Reason reason(JwtInvalid.Fault fault) {
    return switch (fault) {
      case MALFORMED -> Reason.SUBJECT_TOKEN_MALFORMED;
      case ALGORITHM -> Reason.SUBJECT_ALGORITHM_REFUSED;
      case SIGNATURE -> Reason.SUBJECT_SIGNATURE_INVALID;
      case CLAIM -> Reason.SUBJECT_CLAIM_INVALID;
    };
  }

  private static Refusal refusal(Reason reason, String problem) {
    return new Refusal(reason, "the subject token is refused: " + problem);
  }

  private UserIssuer issuer(Claims claims) throws JwtInvalid, Refusal {
    String name = claims.requireText("iss");
    return directory
        .issuer(name)
        .orElseThrow(
            () ->
                refusal(
                    Reason.SUBJECT_ISSUER_UNTRUSTED,
                    "\"" + name + "\" may not vouch for users here"));
  }
}
