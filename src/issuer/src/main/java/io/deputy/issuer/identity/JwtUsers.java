package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.UserToken;
import io.deputy.issuer.exchange.Users;
import io.deputy.issuer.exchange.VouchedUser;
import io.deputy.issuer.revocation.Revoker;
import java.time.Instant;
import java.util.Objects;

/** Users that a trusted issuer vouches for with a token. */
public final class JwtUsers implements Users {
  private final IssuerTokens tokens;
  private final UserClaims users;

  /**
   * @param self the name of this issuer
   */
  public JwtUsers(String self, IssuerTokens tokens) {
    this.tokens = Objects.requireNonNull(tokens);
    this.users = new UserClaims(self);
  }

  @Override
  public VouchedUser verify(UserToken token, Agent caller, Directory directory, Instant now)
      throws Refusal {
    try {
      IssuerTokens.Issued issued =
          token.mayBeOpaque()
              ? tokens.verify(token.text(), directory)
              : tokens.verifyJwt(token.text(), directory);
      return users.user(issued.claims(), issued.issuer(), caller, directory, now);
    } catch (JwtInvalid e) {
      throw refusal(e);
    }
  }

  /** The user whose token {@code token} is, whoever presents it. */
  Revoker.ByUser owner(Credential token, Directory directory, Instant now) throws Refusal {
    try {
      return owner(tokens.verify(token, directory), directory, now);
    } catch (JwtInvalid e) {
      throw refusal(e);
    }
  }

  /** The same, of a token that was verified. */
  Revoker.ByUser owner(IssuerTokens.Issued issued, Directory directory, Instant now)
      throws Refusal, JwtInvalid {
    return users.owner(issued.claims(), issued.issuer(), directory, now);
  }

  /** Why a user's token is refused that is not valid. */
  static Refusal refusal(JwtInvalid invalid) {
    Reason reason =
        switch (invalid.fault()) {
          case MALFORMED -> Reason.SUBJECT_TOKEN_MALFORMED;
          case ALGORITHM -> Reason.SUBJECT_ALGORITHM_REFUSED;
          case SIGNATURE -> Reason.SUBJECT_SIGNATURE_INVALID;
          case CLAIM -> Reason.SUBJECT_CLAIM_INVALID;
        };
    return new Refusal(reason, "the subject token is refused: " + invalid.getMessage());
  }
}
