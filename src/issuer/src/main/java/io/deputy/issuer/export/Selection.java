package io.deputy.issuer.export;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.FilterReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is exported. A chain is exported whole if one of its hops matches the filter; a revocation
 * if it was recorded in that time and speaks of something that matches the rest.
 *
 * @param filter which rows
 * @param parts of what
 */
public record Selection(Filter filter, List<Part> parts) {
  /** The parameter that names one part; beside those of a filter. */
  public static final String ONLY = "only";

  public Selection {
    Objects.requireNonNull(filter);
    parts = List.copyOf(parts);
  }

  /**
   * Reads it.
   *
   * @param parameters those of a {@link FilterReader}, and {@link #ONLY}
   * @throws Refusal {@code parameter_unsupported}, {@code parameter_repeated} or {@code
   *     parameter_invalid}
   */
  public static Selection read(Map<String, List<String>> parameters) throws Refusal {
    Filter filter = FilterReader.read(parameters, Set.of(ONLY));
    Optional<String> only = FilterReader.single(parameters, ONLY);
    Optional<Part> part = only.flatMap(Part::of);
    if (only.isPresent() != part.isPresent()) {
      throw new Refusal(
          Reason.PARAMETER_INVALID,
          "parameter \"only\" must be hops, revocations or decisions; without it, all are exported");
    }
    if (filter.asksOfDecisions() && !part.equals(Optional.of(Part.DECISIONS))) {
      throw new Refusal(
          Reason.PARAMETER_INVALID,
          "only decisions have a tool, a verdict or a reason; add only=decisions");
    }
    return new Selection(filter, part.map(List::of).orElseGet(() -> List.of(Part.values())));
  }
}
