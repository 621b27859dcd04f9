package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.issuer.replay.Audit;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/** {@code POST /audit/chains/{id}/replay}: a chain, decided again. */
@Path("/audit/chains/{id}/replay")
@Produces(MediaType.APPLICATION_JSON)
public class ReplayEndpoint {
  /** RFC 9562, section 4, in lower case as everything here writes it. */
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private static final String AS_OF = "as_of=";

  private final Audit audit;
  private final RateLimits limits;

  ReplayEndpoint(Audit audit, RateLimits limits) {
    this.audit = audit;
    this.limits = limits;
  }

  /** Replays one chain. */
  @POST
  @Blocking
  public Response replay(@PathParam("id") String id, @Context HttpServerRequest request) {
    try {
      limits.takeOf(Sources.of(request));
      var report = audit.replay(AuthorizationHeader.bearer(request), chain(id), asked(request));
      return Response.ok(ReportJson.write(report), MediaType.APPLICATION_JSON_TYPE)
          .header(HttpHeaders.CACHE_CONTROL, "no-store")
          .build();
    } catch (Refusal refusal) {
      return ErrorAnswer.of(refusal);
    }
  }

  private static ChainId chain(String id) throws Refusal {
    if (!ID.matcher(id).matches()) {
      throw new Refusal(Reason.PARAMETER_INVALID, "the chain is not named by a UUID in lower case");
    }
    return new ChainId(UUID.fromString(id));
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
