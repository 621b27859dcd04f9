package io.deputy.issuer.http;

import io.deputy.Reason;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers for what goes wrong before or beside the exchange. */
class Faults {
  private static final Logger LOG = Logger.getLogger(Faults.class);

  @ServerExceptionMapper
  Response wrongMediaType(NotSupportedException fault, UriInfo uri) {
    return ErrorAnswer.of(Reason.MEDIA_TYPE_UNSUPPORTED, wanted(uri.getPath()));
  }

  private static String wanted(String path) {
    if (path.startsWith("/audit/")) {
      return "send a signed batch: application/jose";
    }
    return path.startsWith("/admin/")
        ? "send JSON: application/json"
        : "send a form: application/x-www-form-urlencoded";
  }

  @ServerExceptionMapper
  Response refusedByTheServer(WebApplicationException fault) {
    return fault.getResponse();
  }

  @ServerExceptionMapper
  Response unexpected(Throwable fault) {
    LOG.error("a request failed", fault);
    return ErrorAnswer.of(Reason.INTERNAL_ERROR, "a fault of ours; nothing was issued");
  }
}
