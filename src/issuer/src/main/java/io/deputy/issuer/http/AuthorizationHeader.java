package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.exchange.Credential;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header {@code Authorization} (RFC 9110, section 11.6.2). */
final class AuthorizationHeader {
  private static final String NAME = "Authorization";

  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

  private AuthorizationHeader() {}

  /** Refuses it where an assertion authenticates: ignoring what it asks for would mislead. */
  static void refuse(HttpServerRequest request) throws Refusal {
    if (request.headers().contains(NAME)) {
      throw new Refusal(
          Reason.CLIENT_ASSERTION_INVALID,
          "authenticate with \"client_assertion\", without an Authorization header");
    }
  }

  /** The one bearer token in it (RFC 6750, section 2.1), if there is such a header. */
  static Optional<Credential> bearer(HttpServerRequest request) throws Refusal {
    List<String> headers = request.headers().getAll(NAME);
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    Matcher bearer = BEARER.matcher(headers.get(0));
    if (headers.size() != 1 || !bearer.matches()) {
      throw new Refusal(
          Reason.OPERATOR_TOKEN_INVALID,
          "the Authorization header is not one bearer token; send \"Bearer \" and the token");
    }
    return Optional.of(new Credential(bearer.group(1)));
  }
}
