package io.deputy.issuer.http;

import io.deputy.issuer.audit.FilterReader;
import io.deputy.issuer.audit.RecordReader;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;

/** {@code GET /audit/decisions}: what gateways decided, for auditors. */
@Path("/audit/decisions")
public class DecisionSearchEndpoint {
  private final AuditAnswers audit;
  private final RecordReader reader;

  DecisionSearchEndpoint(AuditAnswers audit, RecordReader reader) {
    this.audit = audit;
    this.reader = reader;
  }

  /** Those that a filter lets through. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response decisions(@Context UriInfo uri, @Context HttpServerRequest request) {
    Map<String, List<String>> query = uri.getQueryParameters();
    return audit.answer(
        request,
        () ->
            AuditJson.decisions(
                    reader.decisions(
                        FilterReader.read(query, AuditAnswers.PAGE),
                        FilterReader.after(query),
                        AuditAnswers.size(query)))
                .toString());
  }
}
