package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.exchange.Exchange;
import io.deputy.issuer.exchange.ExchangeOutcome;
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

/** {@code POST /token/exchange} (RFC 8693, section 2). */
@Path("/token/exchange")
public class ExchangeEndpoint {
  private static final Logger LOG = Logger.getLogger(ExchangeEndpoint.class);

  private static final int UNAUTHORIZED = 401;

  private final Exchange exchange;
  private final MeterRegistry meters;

  ExchangeEndpoint(Exchange exchange, MeterRegistry meters) {
    this.exchange = exchange;
    this.meters = meters;
  }

  /** Answers one request. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  public Response exchange(InputStream body, @Context HttpServerRequest request)
      throws IOException {
    ExchangeOutcome outcome = outcome(body, request);
    if (outcome instanceof ExchangeOutcome.Exchanged exchanged) {
      count("issued");
      return TokenAnswer.of(exchanged);
    }
    ExchangeOutcome.Refused refused = (ExchangeOutcome.Refused) outcome;
    count(refused.reason().code());
    Response answer = ErrorAnswer.of(refused);
    Optional<String> challenge = Connections.challenge(request);
    return answer.getStatus() == UNAUTHORIZED && challenge.isPresent()
        ? Response.fromResponse(answer)
            .header(HttpHeaders.WWW_AUTHENTICATE, challenge.get())
            .build()
        : answer;
  }

  private ExchangeOutcome outcome(InputStream body, HttpServerRequest request) throws IOException {
    try {
      refuseUnsupportedHeaders(request);
      return exchange.exchange(FormBody.read(body), Connections.of(request), Sources.of(request));
    } catch (Refusal refusal) {
      return ExchangeOutcome.Refused.because(refusal);
    } catch (RuntimeException fault) {
      LOG.error("an exchange failed", fault);
      return ExchangeOutcome.Refused.because(
          new Refusal(Reason.INTERNAL_ERROR, "a fault of ours; nothing was issued"));
    }
  }

  /** What they ask for would not be done, so ignoring them would mislead. */
  private static void refuseUnsupportedHeaders(HttpServerRequest request) throws Refusal {
    if (request.headers().contains("DPoP")) {
      throw new Refusal(
          Reason.PARAMETER_UNSUPPORTED,
          "the DPoP header is not supported yet; choose the token's key with \"req_cnf\"");
    }
  }

  private void count(String outcome) {
    meters.counter("deputy.exchanges", "outcome", outcome).increment();
  }
}
