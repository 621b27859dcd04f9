package io.deputy.issuer.identity;

import io.deputy.Refusal;
import io.deputy.issuer.admin.OperatorScope;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.revocation.People;
import io.deputy.issuer.revocation.Revoker;
import java.time.Instant;
import java.util.Objects;

/** People by their own tokens: operators', which have an audience of their own, and users'. */
public final class JwtPeople implements People {
  private final IssuerTokens tokens;
  private final JwtOperators operators;
  private final JwtUsers users;

  /** Takes those who know the two kinds apart from each other. */
  public JwtPeople(IssuerTokens tokens, JwtOperators operators, JwtUsers users) {
    this.tokens = Objects.requireNonNull(tokens);
    this.operators = Objects.requireNonNull(operators);
    this.users = Objects.requireNonNull(users);
  }

  @Override
  public Revoker authenticate(Credential bearer, Directory directory, Instant now) throws Refusal {
    if (IssuerTokens.isOpaque(bearer)) {
      return opaque(bearer, directory, now);
    }
    if (claimsToBeAnOperators(bearer, directory)) {
      return new Revoker.ByOperator(
          operators.authenticate(bearer, OperatorScope.ADMIN, directory, now));
    }
    return users.owner(bearer, directory, now);
  }

  /** Its issuer is asked once, and says whose it is. */
  private Revoker opaque(Credential bearer, Directory directory, Instant now) throws Refusal {
    try {
      IssuerTokens.Issued issued = tokens.verify(bearer, directory);
      return JwtOperators.areAddressedBy(issued.claims(), directory)
          ? new Revoker.ByOperator(operators.operator(issued, OperatorScope.ADMIN, directory, now))
          : users.owner(issued, directory, now);
    } catch (JwtInvalid e) {
      throw JwtUsers.refusal(e);
    }
  }

  /** Only to choose who verifies it. */
  private static boolean claimsToBeAnOperators(Credential jwt, Directory directory) {
    try {
      return JwtOperators.areAddressedBy(IssuerTokens.unverified(jwt), directory);
    } catch (JwtInvalid e) {
      return false;
    }
  }
}
