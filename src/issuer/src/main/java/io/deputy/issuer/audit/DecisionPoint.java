package io.deputy.issuer.audit;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** What a chart needs of a decision. */
public record DecisionPoint(Instant at, Filter.Verdict verdict, Optional<String> reason) {
  public DecisionPoint {
    Objects.requireNonNull(at);
    Objects.requireNonNull(verdict);
    Objects.requireNonNull(reason);
  }
}
