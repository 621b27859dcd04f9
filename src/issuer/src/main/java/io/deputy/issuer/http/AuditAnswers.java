package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.audit.Auditors;
import io.deputy.issuer.audit.FilterReader;
import io.deputy.issuer.audit.Page;
import io.deputy.issuer.limits.RateLimits;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What every endpoint for auditors does before and after it reads. */
@ApplicationScoped
class AuditAnswers {
  /** Of one page of results, beside the parameters of the filter. */
  static final Set<String> PAGE = Set.of("after", "limit");

  private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,2}");

  private final Auditors auditors;
  private final RateLimits limits;

  AuditAnswers(Auditors auditors, RateLimits limits) {
    this.auditors = auditors;
    this.limits = limits;
  }

  /** What an auditor asks for. */
  interface Question {
    /** As JSON. */
    String answer() throws Refusal;
  }

  /** What an auditor is given. */
  interface Work {
    Response.ResponseBuilder run() throws Refusal;
  }

  /** The answer as JSON. */
  Response answer(HttpServerRequest request, Question question) {
    return respond(request, () -> Response.ok(question.answer(), MediaType.APPLICATION_JSON_TYPE));
  }

  /** Nothing is read before the auditor is known. */
  Response respond(HttpServerRequest request, Work work) {
    try {
      limits.takeOf(Sources.of(request));
      Objects.requireNonNull(auditors.admit(AuthorizationHeader.bearer(request)));
      return work.run().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    } catch (Refusal refusal) {
      return ErrorAnswer.of(refusal);
    }
  }

  /** How many items a page has. */
  static int size(Map<String, List<String>> parameters) throws Refusal {
    Optional<String> limit = FilterReader.single(parameters, "limit");
    if (limit.isEmpty()) {
      return Page.DEFAULT_SIZE;
    }
    if (SIZE.matcher(limit.get()).matches() && Integer.parseInt(limit.get()) <= Page.MAX_SIZE) {
      return Integer.parseInt(limit.get());
    }
    throw new Refusal(
        Reason.PARAMETER_INVALID,
        "parameter \"limit\" must be a whole number from 1 to " + Page.MAX_SIZE);
  }
}
