package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.exchange.ClientSecret;
import io.deputy.issuer.exchange.Credential;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header {@code Authorization} (RFC 9110, section 11.6.2). */
final class AuthorizationHeader {
  private static final String NAME = "Authorization";

  private static final int UNAUTHORIZED = 401;

  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

  private static final Pattern BASIC =
      Pattern.compile("basic +([A-Za-z0-9+/]+=*)", Pattern.CASE_INSENSITIVE);

  /** RFC 9110, section 11.1; none that is registered is longer. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9-]{0,31})( .*)?");

  private AuthorizationHeader() {}

  /** The one bearer token in it (RFC 6750, section 2.1), unless a client authenticates with it. */
  static Optional<Credential> bearer(HttpServerRequest request) throws Refusal {
    List<String> headers = request.headers().getAll(NAME);
    if (headers.isEmpty() || isBasic(scheme(headers.get(0)))) {
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

  /** The secret of a client in it, if there is such a header; there must be nothing else in it. */
  static Optional<ClientSecret> secret(HttpServerRequest request) throws Refusal {
    List<String> headers = request.headers().getAll(NAME);
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    if (headers.size() > 1) {
      throw invalid();
    }
    return Optional.of(secret(headers.get(0)));
  }

  /** RFC 6749, section 2.3.1: both encoded as in a form, joined with a colon. */
  private static ClientSecret secret(String header) throws Refusal {
    Matcher basic = BASIC.matcher(header);
    if (!basic.matches()) {
      throw invalid();
    }
    try {
      String joined =
          new String(Base64.getDecoder().decode(basic.group(1)), StandardCharsets.ISO_8859_1);
      int colon = joined.indexOf(':');
      if (colon < 1) {
        throw invalid();
      }
      return new ClientSecret(
          FormBody.decode(joined.substring(0, colon)),
          new Credential(FormBody.decode(joined.substring(colon + 1))));
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  /** RFC 6749, section 5.2: challenges in the scheme that a client tried in vain. */
  static Response challenged(Response answer, HttpServerRequest request) {
    String header = request.getHeader(NAME);
    boolean challenges = answer.getHeaders().containsKey(HttpHeaders.WWW_AUTHENTICATE);
    if (header == null || challenges || answer.getStatus() != UNAUTHORIZED) {
      return answer;
    }
    String tried = isBasic(scheme(header)) ? "Basic" : scheme(header).orElse("Basic");
    answer.getHeaders().putSingle(HttpHeaders.WWW_AUTHENTICATE, tried + " realm=\"deputy\"");
    return answer;
  }

  private static Optional<String> scheme(String header) {
    Matcher scheme = SCHEME.matcher(header);
    return scheme.matches() ? Optional.of(scheme.group(1)) : Optional.empty();
  }

  private static boolean isBasic(Optional<String> scheme) {
    return scheme.filter(s -> s.toLowerCase(Locale.ROOT).equals("basic")).isPresent();
  }

  private static Refusal invalid() {
    return new Refusal(
        Reason.CLIENT_SECRET_INVALID,
        "the Authorization header is not one of \"Basic\" with a client's id and secret");
  }
}
