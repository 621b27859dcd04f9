package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.audit.RecordReader;
import io.deputy.issuer.audit.RevocationTarget;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** {@code GET /audit/blast-radius}: what a revocation would take, or took. */
@Path("/audit/blast-radius")
public class BlastRadiusEndpoint {
  private final AuditAnswers audit;
  private final RecordReader reader;
  private final Clock clock;

  BlastRadiusEndpoint(AuditAnswers audit, RecordReader reader, Clock clock) {
    this.audit = audit;
    this.reader = reader;
    this.clock = clock;
  }

  /** Of one hop, chain, user or agent. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response blastRadius(@Context UriInfo uri, @Context HttpServerRequest request) {
    Map<String, List<String>> query = uri.getQueryParameters();
    return audit.answer(
        request,
        () -> {
          for (String name : query.keySet()) {
            if (!RevocationTarget.NAMES.contains(name)) {
              throw new Refusal(
                  Reason.PARAMETER_UNSUPPORTED, "there is no parameter \"" + name + "\"");
            }
          }
          Instant now = clock.instant();
          return AuditJson.blastRadius(reader.blastRadius(RevocationTarget.read(query, now), now))
              .toString();
        });
  }
}
