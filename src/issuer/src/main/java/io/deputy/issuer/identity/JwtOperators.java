package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.admin.Operator;
import io.deputy.issuer.admin.OperatorScope;
import io.deputy.issuer.admin.Operators;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.OperatorTokens;
import io.deputy.issuer.exchange.Credential;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Operators whose issuer vouches for them with an access token (RFC 9068, section 4). The type of a
 * JWT may be absent or plain {@code JWT}, as many issuers have it: the audience, which must be the
 * only one, tells it from tokens for anything else.
 */
public final class JwtOperators implements Operators {
  /** As for users: OpenID Connect Core, section 2. */
  private static final int MAX_SUBJECT_CHARACTERS = 255;

  /** Said of users' tokens; what can be tried again later is not among them. */
  private static final Set<Reason> NOT_VALID =
      Set.of(Reason.SUBJECT_ISSUER_UNTRUSTED, Reason.SUBJECT_INACTIVE, Reason.SUBJECT_OPAQUE);

  private final IssuerTokens tokens;

  /** Takes whoever reads tokens of issuers. */
  public JwtOperators(IssuerTokens tokens) {
    this.tokens = Objects.requireNonNull(tokens);
  }

  @Override
  public Operator authenticate(
      Credential bearer, OperatorScope scope, Directory directory, Instant now) throws Refusal {
    Objects.requireNonNull(expected(directory));
    IssuerTokens.Issued issued;
    try {
      issued = tokens.verify(bearer, directory);
    } catch (JwtInvalid e) {
      throw invalid(e.getMessage());
    } catch (Refusal refusal) {
      throw NOT_VALID.contains(refusal.reason()) ? invalid(refusal.getMessage()) : refusal;
    }
    return operator(issued, scope, directory, now);
  }

  /** Whether {@code claims} are those of a token for operators; says nothing about their truth. */
  static boolean areAddressedBy(Claims claims, Directory directory) throws JwtInvalid {
    SortedSet<String> audience = claims.texts("aud").orElseGet(TreeSet::new);
    return directory.operators().filter(o -> audience.contains(o.audience())).isPresent();
  }

  /** The operator whose token was verified. */
  Operator operator(
      IssuerTokens.Issued issued, OperatorScope scope, Directory directory, Instant now)
      throws Refusal {
    OperatorTokens expected = expected(directory);
    String issuer = issued.issuer().issuer();
    if (!issuer.equals(expected.issuer())) {
      throw invalid("\"" + issuer + "\" does not issue operators' tokens here");
    }
    try {
      return operator(issued.claims(), expected, scope, now);
    } catch (JwtInvalid e) {
      throw invalid(e.getMessage());
    }
  }

  private static OperatorTokens expected(Directory directory) throws Refusal {
    return directory
        .operators()
        .orElseThrow(() -> invalid("the directory has no \"operators\"; add them to its file"));
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
