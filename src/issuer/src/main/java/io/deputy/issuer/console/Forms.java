package io.deputy.issuer.console;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;

/** Whether a form was sent from a page of ours, by the person who was shown it. */
@ApplicationScoped
class Forms {
  /** The hidden field. */
  static final String TOKEN = "form_token";

  private static final int FORBIDDEN = 403;

  private final Visitor visitor;

  Forms(Visitor visitor) {
    this.visitor = visitor;
  }

  /** Its token is that of the session, once; and where the browser says who asks, it is us. */
  boolean areOurs(Map<String, List<String>> form, HttpServerRequest request) {
    List<String> tokens = form.getOrDefault(TOKEN, List.of());
    String site = request.getHeader("Sec-Fetch-Site"); // W3C Fetch Metadata, section 2.3
    return tokens.size() == 1
        && visitor.sent(tokens.get(0))
        && (site == null || site.equals("same-origin"));
  }

  Response refused() {
    return Answers.of(
        FORBIDDEN,
        Pages.problem(
            visitor,
            "Nothing was done",
            "the form is not from this session; open its page again and send it from there"));
  }
}
