package io.deputy.issuer.http;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.issuer.log.TransparencyLog;
import io.deputy.json.LogProofJson;
import io.deputy.log.Tile;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code /audit/log}: the transparency log as C2SP tlog-tiles has it, and proofs for those who do
 * not want to make them of tiles. Open to everybody: entries name rows, and do not say what they
 * have.
 */
@Path("/audit/log")
public class LogEndpoint {
  /** C2SP tlog-tiles, "Checkpoints": no more than a few seconds. */
  private static final String SHORT = "public, max-age=1";

  /** C2SP tlog-tiles, "Merkle Tree": a tile never changes, nor does what of it there is yet. */
  private static final String LONG = "public, max-age=31536000, immutable";

  private final TransparencyLog log;
  private final RateLimits limits;

  LogEndpoint(TransparencyLog log, RateLimits limits) {
    this.log = log;
    this.limits = limits;
  }

  /** How far the log is, signed. */
  @GET
  @Path("/checkpoint")
  public Response checkpoint(@Context HttpServerRequest request) {
    return answer(
        request,
        () ->
            Response.ok(
                    log.checkpoint().orElseThrow(LogEndpoint::unknown), "text/plain; charset=utf-8")
                .header(HttpHeaders.CACHE_CONTROL, SHORT));
  }

  /** Hashes or entries, 256 at once or what there is yet. */
  @GET
  @Path("/tile/{path:.+}")
  public Response tile(@PathParam("path") String path, @Context HttpServerRequest request) {
    return answer(
        request,
        () -> {
          Tile tile = Tile.parse(path).orElseThrow(LogEndpoint::unknown);
          Bytes content = log.tile(tile).orElseThrow(LogEndpoint::unknown);
          return Response.ok(content.toArray(), MediaType.APPLICATION_OCTET_STREAM_TYPE)
              .header(HttpHeaders.CACHE_CONTROL, LONG);
        });
  }

  /** The proof that a hop is in the log. */
  @GET
  @Path("/proof/{hop}")
  public Response proof(@PathParam("hop") String hop, @Context HttpServerRequest request) {
    return answer(
        request,
        () -> {
          HopId id = hop(hop).orElseThrow(LogEndpoint::unknown);
          return Response.ok(LogProofJson.write(log.proof(id)), MediaType.APPLICATION_JSON_TYPE)
              .header(HttpHeaders.CACHE_CONTROL, "no-store");
        });
  }

  private static Optional<HopId> hop(String text) {
    try {
      HopId hop = new HopId(UUID.fromString(text));
      return hop.toString().equals(text) ? Optional.of(hop) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Refusal unknown() {
    return new Refusal(
        Reason.LOG_ENTRY_UNKNOWN, "the log has nothing of this name under its checkpoint");
  }

  private interface Work {
    Response.ResponseBuilder run() throws Refusal;
  }

  private Response answer(HttpServerRequest request, Work work) {
    try {
      limits.takeOf(Sources.of(request));
      return work.run().build();
    } catch (Refusal refusal) {
      return ErrorAnswer.of(refusal);
    }
  }
}
