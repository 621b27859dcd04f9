package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.audit.FilterReader;
import io.deputy.issuer.replay.Audit;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;

/** {@code POST /audit/chains/{id}/replay}: a chain, decided again. */
@Path("/audit/chains/{id}/replay")
@Produces(MediaType.APPLICATION_JSON)
public class ReplayEndpoint {
  private static final String AS_OF = "as_of=";

  private final AuditAnswers answers;
  private final Audit audit;

  ReplayEndpoint(AuditAnswers answers, Audit audit) {
    this.answers = answers;
    this.audit = audit;
  }

  /** Replays one chain. */
  @POST
  public Response replay(@PathParam("id") String id, @Context HttpServerRequest request) {
    return answers.answer(
        request, () -> ReportJson.write(audit.replay(FilterReader.chain(id), asked(request))));
  }

  private static Audit.Asked asked(HttpServerRequest request) throws Refusal {
    String query = request.query() == null ? "" : request.query();
    if (query.isEmpty()) {
      return new Audit.Asked.Then();
    }
    if (query.equals("today=true")) {
      return new Audit.Asked.Today();
    }
    if (query.startsWith(AS_OF)) {
      try {
        return new Audit.Asked.AsOf(
            Instant.parse(query.substring(AS_OF.length()).replace("%3A", ":")));
      } catch (DateTimeException e) {
        // Said below, with what would be right.
      }
    }
    throw new Refusal(
        Reason.PARAMETER_INVALID,
        "the query can only be today=true, or as_of= and a time like 2026-11-24T09:00:00Z");
  }
}
