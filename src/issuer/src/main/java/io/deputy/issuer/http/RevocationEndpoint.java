package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.issuer.revocation.RevocationOutcome;
import io.deputy.issuer.revocation.TokenRevocation;
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
import java.util.Optional;
import org.jboss.logging.Logger;

/** {@code POST /token/revoke} (RFC 7009, section 2). */
@Path("/token/revoke")
public class RevocationEndpoint {
  private static final Logger LOG = Logger.getLogger(RevocationEndpoint.class);

  private final TokenRevocation revocation;
  private final RateLimits limits;
  private final MeterRegistry meters;

  RevocationEndpoint(TokenRevocation revocation, RateLimits limits, MeterRegistry meters) {
    this.revocation = revocation;
    this.limits = limits;
    this.meters = meters;
  }

  /** Answers one request. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  public Response revoke(InputStream body, @Context HttpServerRequest request) throws IOException {
    RevocationOutcome outcome = outcome(body, request);
    if (outcome instanceof RevocationOutcome.Refused refused) {
      count(refused.reason().code());
      return ErrorAnswer.of(refused.reason(), refused.description());
    }
    count("dead");
    return Response.ok().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }

  private RevocationOutcome outcome(InputStream body, HttpServerRequest request)
      throws IOException {
    try {
      HopRecord.Source source = Sources.of(request);
      limits.takeOf(source);
      Optional<Credential> bearer = AuthorizationHeader.bearer(request);
      return revocation.revoke(FormBody.read(body), bearer, source);
    } catch (Refusal refusal) {
      return RevocationOutcome.Refused.because(refusal);
    } catch (RuntimeException fault) {
      LOG.error("a revocation failed", fault);
      return new RevocationOutcome.Refused(
          Reason.INTERNAL_ERROR, "a fault of ours; what was asked for may live on");
    }
  }

  private void count(String outcome) {
    meters.counter("deputy.revocations", "outcome", outcome).increment();
  }
}
