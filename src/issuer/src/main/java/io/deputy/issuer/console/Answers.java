package io.deputy.issuer.console;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Pages as answers. */
final class Answers {
  private static final String HTML = "text/html;charset=UTF-8";
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private Answers() {}

  /** What a page is made of. */
  interface Making {
    TemplateInstance page() throws Refusal;
  }

  /** The page, or another one that says why not. */
  static Response page(Visitor visitor, Making making) {
    try {
      return of(OK, making.page());
    } catch (Refusal refusal) {
      return refused(visitor, refusal);
    }
  }

  static Response refused(Visitor visitor, Refusal refusal) {
    int status = status(refusal.reason());
    String title =
        status == NOT_FOUND
            ? "Not on record"
            : status == UNAVAILABLE ? "Not available now" : "Not understood";
    return of(status, Pages.problem(visitor, title, refusal.getMessage()));
  }

  private static int status(Reason reason) {
    if (reason == Reason.ENTRY_UNKNOWN) {
      return NOT_FOUND;
    }
    return reason == Reason.RECORD_UNAVAILABLE ? UNAVAILABLE : BAD_REQUEST;
  }

  static Response of(int status, TemplateInstance page) {
    return Response.status(status)
        .type(HTML)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(page.render())
        .build();
  }
}
