package io.deputy.issuer.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.decisions.DecisionIntake;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.verify.DecisionBatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/** {@code POST /audit/decisions}: gateways deliver what they decided. */
@Path("/audit/decisions")
public class DecisionsEndpoint {
  private static final Logger LOG = Logger.getLogger(DecisionsEndpoint.class);

  private final DecisionIntake intake;
  private final RateLimits limits;
  private final MeterRegistry meters;

  DecisionsEndpoint(DecisionIntake intake, RateLimits limits, MeterRegistry meters) {
    this.intake = intake;
    this.limits = limits;
    this.meters = meters;
  }

  /** Every record of the batch is stored. */
  record Stored(@JsonProperty("next") long next) {}

  /** Takes one batch. */
  @POST
  @Consumes("application/jose")
  @Produces(MediaType.APPLICATION_JSON)
  public Response take(InputStream body, @Context HttpServerRequest request) throws IOException {
    HopRecord.Source source = Sources.of(request);
    try {
      limits.takeOf(source);
      long next = intake.take(text(body), source);
      count("stored");
      return Response.ok(new Stored(next)).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    } catch (Refusal refusal) {
      if (refusal.reason() == Reason.DECISION_CONFLICT) {
        LOG.errorf("from %s: %s", source.address(), refusal.getMessage());
      }
      count(refusal.reason().code());
      return ErrorAnswer.of(refusal);
    } catch (RuntimeException fault) {
      LOG.error("decisions could not be taken", fault);
      count(Reason.INTERNAL_ERROR.code());
      return ErrorAnswer.of(Reason.INTERNAL_ERROR, "a fault of ours; nothing was recorded");
    }
  }

  private static String text(InputStream body) throws IOException, Refusal {
    byte[] bytes = body.readNBytes(DecisionBatch.MAX_JWS_BYTES + 1);
    if (bytes.length > DecisionBatch.MAX_JWS_BYTES) {
      throw new Refusal(
          Reason.BODY_TOO_LARGE,
          "the body has more than " + DecisionBatch.MAX_JWS_BYTES + " bytes; send fewer records");
    }
    // A compact JWS is ASCII; whatever else there is does not become it.
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private void count(String outcome) {
    meters.counter("deputy.decision.batches", "outcome", outcome).increment();
  }
}
