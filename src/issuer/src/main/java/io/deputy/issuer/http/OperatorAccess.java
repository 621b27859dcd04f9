package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.admin.Operator;
import io.deputy.issuer.admin.OperatorScope;
import io.deputy.issuer.admin.Operators;
import io.deputy.issuer.exchange.Credential;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Operators, by the bearer token of their request (RFC 6750, section 2.1). A refusal becomes an
 * answer with {@link ErrorAnswer}, which adds the challenge.
 */
@Singleton
class OperatorAccess {
  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

  private final Operators operators;
  private final Clock clock;

  OperatorAccess(Operators operators, Clock clock) {
    this.operators = operators;
    this.clock = clock;
  }

  /** The operator who sent {@code request}, if her token has {@code scope}. */
  Operator require(HttpServerRequest request, OperatorScope scope) throws Refusal {
    return operators.authenticate(credential(request), scope, clock.instant());
  }

  private static Credential credential(HttpServerRequest request) throws Refusal {
    List<String> headers = request.headers().getAll("Authorization");
    if (headers.isEmpty()) {
      throw new Refusal(
          Reason.OPERATOR_TOKEN_MISSING,
          "an operator's token is needed; send it as \"Authorization: Bearer ...\"");
    }
    Matcher bearer = BEARER.matcher(headers.get(0));
    if (headers.size() != 1 || !bearer.matches()) {
      throw new Refusal(
          Reason.OPERATOR_TOKEN_INVALID,
          "the Authorization header is not one bearer token; send \"Bearer \" and the token");
    }
    return new Credential(bearer.group(1));
  }
}
