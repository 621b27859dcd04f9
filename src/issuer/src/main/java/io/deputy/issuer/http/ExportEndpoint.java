package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.export.Export;
import io.deputy.issuer.export.Format;
import io.deputy.issuer.export.Selection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * {@code GET /audit/export/{format}}: the record in lines, for auditors. The last line is the
 * manifest; an answer that ends without it broke off.
 */
@Path("/audit/export")
public class ExportEndpoint {
  private static final Logger LOG = Logger.getLogger(ExportEndpoint.class);

  private static final String LINES = "application/x-ndjson";

  private final AuditAnswers audit;
  private final Export export;

  ExportEndpoint(AuditAnswers audit, Export export) {
    this.audit = audit;
    this.export = export;
  }

  /** What a selection has. */
  @GET
  @Path("/{format}")
  public Response export(
      @PathParam("format") String format,
      @Context UriInfo uri,
      @Context HttpServerRequest request) {
    Map<String, List<String>> query = uri.getQueryParameters();
    return audit.respond(
        request,
        () -> {
          Format as = Format.of(format).orElseThrow(ExportEndpoint::unknown);
          Selection selection = Selection.read(query);
          StreamingOutput lines = out -> write(selection, as, out);
          return Response.ok(lines, LINES)
              .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"deputy.jsonl\"");
        });
  }

  private void write(Selection selection, Format format, OutputStream out) throws IOException {
    OneStream stream = new OneStream(out);
    try {
      export.write(selection, format, stream);
    } catch (Refusal refusal) {
      if (!stream.begun()) {
        throw new WebApplicationException(ErrorAnswer.of(refusal));
      }
      LOG.warnf("an export broke off: %s", refusal.getMessage());
      throw new IOException(refusal);
    }
  }

  private static Refusal unknown() {
    return new Refusal(
        Reason.PARAMETER_INVALID, "there are exports in the formats jsonl and ocsf only");
  }
}
