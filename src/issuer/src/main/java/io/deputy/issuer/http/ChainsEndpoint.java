package io.deputy.issuer.http;

import io.deputy.issuer.audit.ChainRecord;
import io.deputy.issuer.audit.FilterReader;
import io.deputy.issuer.audit.RecordReader;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;

/** {@code GET /audit/chains}: chains, for auditors. */
@Path("/audit/chains")
@Produces(MediaType.APPLICATION_JSON)
public class ChainsEndpoint {
  private final AuditAnswers audit;
  private final RecordReader reader;

  ChainsEndpoint(AuditAnswers audit, RecordReader reader) {
    this.audit = audit;
    this.reader = reader;
  }

  /** Those that a filter lets through. */
  @GET
  public Response chains(@Context UriInfo uri, @Context HttpServerRequest request) {
    Map<String, List<String>> query = uri.getQueryParameters();
    return audit.answer(
        request,
        () ->
            AuditJson.chains(
                    reader.chains(
                        FilterReader.read(query, AuditAnswers.PAGE),
                        FilterReader.after(query),
                        AuditAnswers.size(query)))
                .toString());
  }

  /** One of them. */
  @GET
  @Path("/{id}")
  public Response chain(@PathParam("id") String id, @Context HttpServerRequest request) {
    return audit.answer(
        request,
        () ->
            AuditJson.chain(
                    reader.chain(FilterReader.chain(id)).orElseThrow(() -> ChainRecord.unknown(id)))
                .toString());
  }
}
