package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.exchange.Exchange;
import io.deputy.issuer.exchange.ExchangeOutcome;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.limits.RateLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
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
import java.util.Optional;
import org.jboss.logging.Logger;

/** {@code POST /token/exchange} (RFC 8693, section 2). */
@Path("/token/exchange")
public class ExchangeEndpoint {
  private static final Logger LOG = Logger.getLogger(ExchangeEndpoint.class);

  private final Exchange exchange;
  private final DpopHeaders dpop;
  private final RateLimits limits;
  private final MeterRegistry meters;
  private final ExchangeTraces traces;

  ExchangeEndpoint(
      Exchange exchange,
      DpopHeaders dpop,
      RateLimits limits,
      MeterRegistry meters,
      ExchangeTraces traces) {
    this.exchange = exchange;
    this.dpop = dpop;
    this.limits = limits;
    this.meters = meters;
    this.traces = traces;
  }

  /** Answers one request. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  public Response exchange(InputStream body, @Context HttpServerRequest request)
      throws IOException {
    Span span = traces.begin(request);
    ExchangeOutcome outcome = outcome(body, request, span);
    if (outcome instanceof ExchangeOutcome.Exchanged exchanged) {
      count("issued");
      ExchangeTraces.end(span, Optional.empty());
      return dpop.withNonce(TokenAnswer.of(exchanged), request);
    }
    ExchangeOutcome.Refused refused = (ExchangeOutcome.Refused) outcome;
    count(refused.reason().code());
    ExchangeTraces.end(span, Optional.of(refused.reason()));
    Response answer = AuthorizationHeader.challenged(ErrorAnswer.of(refused), request);
    return dpop.withNonce(answer, request);
  }

  private ExchangeOutcome outcome(InputStream body, HttpServerRequest request, Span span)
      throws IOException {
    try {
      HopRecord.Source source = ExchangeTraces.source(request, span);
      limits.takeOf(source);
      return exchange.exchange(
          FormBody.read(body), Connections.of(request), DpopHeaders.proof(request), source);
    } catch (Refusal refusal) {
      return ExchangeOutcome.Refused.because(refusal);
    } catch (RuntimeException fault) {
      LOG.error("an exchange failed", fault);
      return ExchangeOutcome.Refused.because(
          new Refusal(Reason.INTERNAL_ERROR, "a fault of ours; nothing was issued"));
    }
  }

  private void count(String outcome) {
    meters.counter("deputy.exchanges", "outcome", outcome).increment();
  }
}
