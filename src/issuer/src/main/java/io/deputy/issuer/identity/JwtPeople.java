package io.deputy.issuer.identity;

import io.deputy.Refusal;
import io.deputy.issuer.admin.OperatorScope;
import io.deputy.issuer.admin.Operators;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.revocation.People;
import io.deputy.issuer.revocation.Revoker;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** People by their own tokens: operators', which have an audience of their own, and users'. */
public final class JwtPeople implements People {
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final Operators operators;
  private final JwtUsers users;

  /** Takes those who know the two kinds apart from each other. */
  public JwtPeople(Operators operators, JwtUsers users) {
    this.operators = Objects.requireNonNull(operators);
    this.users = Objects.requireNonNull(users);
  }

  @Override
  public Revoker authenticate(Credential bearer, Directory directory, Instant now) throws Refusal {
    if (claimsToBeAnOperators(bearer, directory)) {
      return new Revoker.ByOperator(
          operators.authenticate(bearer, OperatorScope.ADMIN, directory, now));
    }
    return users.owner(bearer, directory, now);
  }

  /** Only to choose who verifies it. */
  private static boolean claimsToBeAnOperators(Credential bearer, Directory directory) {
    try {
      Claims claims = UnverifiedJwt.read(bearer.expose(), TYPES).unverifiedClaims();
      Set<String> audience = claims.texts("aud").orElseGet(TreeSet::new);
      return directory.operators().filter(o -> audience.contains(o.audience())).isPresent();
    } catch (JwtInvalid e) {
      return false;
    }
  }
}
