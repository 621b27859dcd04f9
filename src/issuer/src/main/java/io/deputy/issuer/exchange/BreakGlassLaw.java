package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Containment;
import io.deputy.capability.Describe;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.KnownUser;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The law of break-glass rights, at every hop: if rights have anything in common with what is
 * marked, then what they have in common lies within the user's break-glass grants of now, a purpose
 * is named, and the token lives no longer than the operator allows.
 *
 * @param marked what the operator marked destructive
 * @param granted what the user's break-glass grants give her now
 * @param maxLifetime how long a token may live that has anything in common with what is marked
 * @param purpose what it is for, if that is named
 */
record BreakGlassLaw(
    Rights marked, Rights granted, Duration maxLifetime, Optional<String> purpose) {
  BreakGlassLaw {
    Objects.requireNonNull(marked);
    Objects.requireNonNull(granted);
    Objects.requireNonNull(maxLifetime);
    Objects.requireNonNull(purpose);
  }

  static BreakGlassLaw of(Directory directory, KnownUser user, Optional<String> purpose) {
    return new BreakGlassLaw(
        directory.breakGlass().rights(),
        directory.breakGlassRightsOf(user),
        directory.breakGlass().maxLifetime(),
        purpose);
  }

  /** What is meant by "everything": break-glass rights must be asked for themselves. */
  Rights ordinary(Rights everything) {
    return everything.outside(marked);
  }

  /** The law. Nothing is granted but what passed here. */
  RightsDecision require(RightsDecision.Granted decided) throws Refusal {
    Rights common = decided.rights().intersect(marked);
    if (common.capabilities().isEmpty()) {
      return decided;
    }
    Optional<Request> excess = excess(common, granted);
    if (excess.isPresent()) {
      return new RightsDecision.Excess(
          new ExchangeOutcome.Refused(
              Reason.BREAK_GLASS_NOT_GRANTED,
              Describe.request(excess.get())
                  + " is a break-glass right, and no break-glass grant of the user gives it;"
                  + " ask for less",
              excess));
    }
    if (purpose.isEmpty()) {
      throw new Refusal(
          Reason.PURPOSE_REQUIRED,
          "break-glass rights are asked for; say in \"purpose\" what they are for");
    }
    return decided.forAtMost(maxLifetime);
  }

  /**
   * As much of {@code rights} as the grants give: all but what is marked and not granted.
   *
   * @throws Refusal {@code break_glass_not_granted} if that cannot be written as rights
   */
  Rights narrow(Rights rights) throws Refusal {
    Rights common = rights.intersect(marked);
    if (common.capabilities().isEmpty() || excess(common, granted).isEmpty()) {
      return rights;
    }
    Rights kept = union(rights.outside(marked), common.intersect(granted));
    Optional<Request> lost = excess(rights, union(kept, marked));
    if (lost.isPresent() || kept.capabilities().isEmpty()) {
      throw new Refusal(
          Reason.BREAK_GLASS_NOT_GRANTED,
          "break-glass rights are asked for that the user is not granted, and what is left without"
              + " them cannot be written as rights; ask for less, by names");
    }
    return kept;
  }

  private static Rights union(Rights one, Rights other) {
    return new Rights(
        Stream.of(one, other).flatMap(r -> r.capabilities().stream()).distinct().toList());
  }

  /** A request of {@code rights} that is not within {@code bound}, if there is one. */
  private static Optional<Request> excess(Rights rights, Rights bound) throws Refusal {
    Containment containment = rights.within(bound);
    if (containment instanceof Containment.TooHard) {
      throw RightsDecision.tooHard();
    }
    return containment instanceof Containment.Exceeds exceeds
        ? Optional.of(exceeds.counterExample())
        : Optional.empty();
  }
}
