package io.deputy.gateway.trace;

import io.deputy.Reason;
import io.deputy.gateway.gate.Verdict;
import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.DecisionRecord;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.Map;
import java.util.Objects;

/**
 * The span of one message. It says the route, the verdict and the reason, in the words of the
 * record, and nothing of who asked for what.
 */
public final class Traced {
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("deputy.route");
  static final AttributeKey<String> VERDICT = AttributeKey.stringKey("deputy.verdict");
  static final AttributeKey<String> REASON = AttributeKey.stringKey("deputy.reason");

  /** Where nothing is traced; the context that a message came with stays as it is. */
  static final Traced NOT = new Traced(Span.getInvalid(), Map.of());

  private final Span span;
  private final Map<String, String> headers;

  Traced(Span span, Map<String, String> headers) {
    this.span = Objects.requireNonNull(span);
    this.headers = Map.copyOf(headers);
  }

  /**
   * The headers {@code traceparent} and {@code tracestate} for whatever follows from the message.
   * They replace those that it came with, unless there are none.
   */
  public Map<String, String> headers() {
    return headers;
  }

  /** Ends the span with what was decided. Only the first verdict counts. */
  public void decided(Verdict verdict) {
    DecisionRecord.Verdict said = verdict.onRecord();
    span.setAttribute(VERDICT, DecisionRecordJson.word(said));
    said.why().map(Reason::code).ifPresent(code -> span.setAttribute(REASON, code));
    span.end();
  }
}
