package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.introspection.Introspection;
import io.deputy.issuer.introspection.IntrospectionOutcome;
import io.deputy.issuer.limits.RateLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.logging.Logger;

/** {@code POST /token/introspect} (RFC 7662, section 2). */
@Path("/token/introspect")
public class IntrospectionEndpoint {
  private static final Logger LOG = Logger.getLogger(IntrospectionEndpoint.class);

  private final Introspection introspection;
  private final RateLimits limits;
  private final MeterRegistry meters;

  IntrospectionEndpoint(Introspection introspection, RateLimits limits, MeterRegistry meters) {
    this.introspection = introspection;
    this.limits = limits;
    this.meters = meters;
  }

  /** Answers one question. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  public Response introspect(InputStream body, @Context HttpServerRequest request)
      throws IOException {
    IntrospectionOutcome outcome = outcome(body, request);
    if (outcome instanceof IntrospectionOutcome.Active active) {
      count("active");
      return IntrospectionAnswer.of(active.chain());
    }
    if (outcome instanceof IntrospectionOutcome.Inactive inactive) {
      count(inactive.reason().code());
      return IntrospectionAnswer.inactive();
    }
    IntrospectionOutcome.Refused refused = (IntrospectionOutcome.Refused) outcome;
    count(refused.reason().code());
    return ErrorAnswer.of(refused.reason(), refused.description());
  }

  private IntrospectionOutcome outcome(InputStream body, HttpServerRequest request)
      throws IOException {
    try {
      limits.takeOf(Sources.of(request));
      AuthorizationHeader.refuse(request);
      return introspection.introspect(FormBody.read(body));
    } catch (Refusal refusal) {
      return IntrospectionOutcome.Refused.because(refusal);
    } catch (RuntimeException fault) {
      LOG.error("an introspection failed", fault);
      return new IntrospectionOutcome.Refused(
          Reason.INTERNAL_ERROR, "a fault of ours; take the token for inactive");
    }
  }

  private void count(String outcome) {
    meters.counter("deputy.introspections", "outcome", outcome).increment();
  }
}
