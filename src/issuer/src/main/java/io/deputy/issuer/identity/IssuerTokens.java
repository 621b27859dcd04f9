package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.UserIssuer;
import io.deputy.issuer.exchange.Credential;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens of the issuers in the directory, of users and of operators alike: JWTs (RFC 7519, RFC
 * 8725), or opaque ones that their issuer is asked about (RFC 7662). Whoever reads such a token
 * reads it here; whom and what it is for is to be asked of its claims.
 */
public final class IssuerTokens {
  /** Access tokens (RFC 9068, section 2.1) and untyped ones; never a logout token, say. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final IssuerKeySource keys;
  private final OpaqueTokens opaque;

  /** Takes whoever has the issuers' keys, and whoever asks them. */
  public IssuerTokens(IssuerKeySource keys, OpaqueTokens opaque) {
    this.keys = Objects.requireNonNull(keys);
    this.opaque = Objects.requireNonNull(opaque);
  }

  /**
   * A token that its issuer really issued.
   *
   * @param issuer who issued it
   * @param claims what it claims, or what {@code issuer} answered
   */
  record Issued(UserIssuer issuer, Claims claims) {}

  /** Whether {@code token} is something that only its issuer can read. */
  static boolean isOpaque(Credential token) {
    return !UnverifiedJwt.isCompact(token.expose());
  }

  /** What {@code jwt} says of itself; good for choosing who verifies it, and for nothing else. */
  static Claims unverified(Credential jwt) throws JwtInvalid {
    return UnverifiedJwt.read(jwt.expose(), TYPES).unverifiedClaims();
  }

  /** {@code token}, whichever of the two it is. */
  Issued verify(Credential token, Directory directory) throws Refusal, JwtInvalid {
    return isOpaque(token) ? ask(token, directory) : verifyJwt(token, directory);
  }

  /** {@code token}, which must be a JWT. */
  Issued verifyJwt(Credential token, Directory directory) throws Refusal, JwtInvalid {
    UnverifiedJwt jwt = UnverifiedJwt.read(token.expose(), TYPES);
    UserIssuer issuer = issuer(jwt.unverifiedClaims(), directory);
    if (!issuer.algorithms().contains(jwt.algorithm())) {
      throw new JwtInvalid(
          JwtInvalid.Fault.ALGORITHM,
          "its algorithm is \"" + jwt.algorithm() + "\"; its issuer's are " + issuer.algorithms());
    }
    Objects.requireNonNull(jwt.verify(keys.keys(issuer, jwt)));
    return new Issued(issuer, jwt.unverifiedClaims());
  }

  private static UserIssuer issuer(Claims claims, Directory directory) throws JwtInvalid, Refusal {
    String name = claims.requireText("iss");
    return directory
        .issuer(name)
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.SUBJECT_ISSUER_UNTRUSTED,
                    "the token is refused: \"" + name + "\" may not vouch for users here"));
  }

  /** The one issuer that is asked: the directory has no second. */
  private Issued ask(Credential token, Directory directory) throws Refusal, JwtInvalid {
    for (UserIssuer issuer : directory.issuers().values()) {
      Optional<UserIssuer.Introspection> registered = issuer.introspection();
      if (registered.isPresent()) {
        return new Issued(issuer, opaque.claims(issuer, registered.get(), token));
      }
    }
    throw new Refusal(
        Reason.SUBJECT_OPAQUE,
        "the token is refused: it is not a signed JWT, and no issuer is there to be asked");
  }
}
