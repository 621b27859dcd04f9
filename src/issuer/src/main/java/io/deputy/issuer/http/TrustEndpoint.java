package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.bundle.LongPoll;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.limits.RateLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** {@code GET /trust/bundle}: what gateways need to know, and when it changes. */
@Path("/trust/bundle")
public class TrustEndpoint {
  /** RFC 7515, section 9.2.1: a JWS in compact form. */
  private static final String JOSE = "application/jose";

  /** No place of the list and no time to wait has more digits. */
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

  private static final Logger LOG = Logger.getLogger(TrustEndpoint.class);

  private final LongPoll bundles;
  private final RateLimits limits;
  private final MeterRegistry meters;

  TrustEndpoint(LongPoll bundles, RateLimits limits, MeterRegistry meters) {
    this.bundles = bundles;
    this.limits = limits;
    this.meters = meters;
  }

  /** Answers one request, now or when there is news. */
  @GET
  @Blocking
  public CompletionStage<Response> bundle(
      @Context UriInfo uri, @Context HttpServerRequest request) {
    return bundle(uri, Sources.of(request)).handle(this::answer);
  }

  private CompletionStage<String> bundle(UriInfo uri, HopRecord.Source source) {
    try {
      limits.takeOf(source);
      return bundles.after(number(uri, "since"), Duration.ofSeconds(number(uri, "wait")));
    } catch (Refusal | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static long number(UriInfo uri, String name) throws Refusal {
    List<String> values = uri.getQueryParameters().getOrDefault(name, List.of("0"));
    if (values.size() != 1 || !NUMBER.matcher(values.get(0)).matches()) {
      throw new Refusal(
          Reason.PARAMETER_INVALID,
          "parameter \"" + name + "\" must be one whole number from 0, of at most 18 digits");
    }
    return Long.parseLong(values.get(0));
  }

  private Response answer(String bundle, Throwable fault) {
    if (fault == null) {
      count("given");
      return Response.ok(bundle, JOSE).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    if (cause instanceof Refusal refusal) {
      count(refusal.reason().code());
      return ErrorAnswer.of(refusal);
    }
    LOG.error("a trust bundle failed", cause);
    count(Reason.INTERNAL_ERROR.code());
    return ErrorAnswer.of(Reason.INTERNAL_ERROR, "a fault of ours; ask again");
  }

  private void count(String outcome) {
    meters.counter("deputy.bundles", "outcome", outcome).increment();
  }
}
