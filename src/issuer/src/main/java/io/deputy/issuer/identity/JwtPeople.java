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

  private final Directory directory;
  private final Operators operators;
  private final JwtUsers users;

  /** Takes those who know the two kinds apart from each other. */
  public JwtPeople(Directory directory, Operators operators, JwtUsers users) {
    this.directory = Objects.requireNonNull(directory);
    this.operators = Objects.requireNonNull(operators);
    this.users = Objects.requireNonNull(users);
  }

  @Override
  public Revoker authenticate(Credential bearer, Instant now) throws Refusal {
    if (claimsToBeAnOperators(bearer)) {
      return new Revoker.ByOperator(operators.authenticate(bearer, OperatorScope.ADMIN, now));
    }
    return users.owner(bearer, now);
  }

  /** Only to choose who verifies it. */
  private boolean claimsToBeAnOperators(Credential bearer) {
    try {
      Claims claims = UnverifiedJwt.read(bearer.expose(), TYPES).unverifiedClaims();
      Set<String> audience = claims.texts("aud").orElseGet(TreeSet::new);
      return directory.operators().filter(o -> audience.contains(o.audience())).isPresent();
    } catch (JwtInvalid e) {
      return false;
    }
  }
}
