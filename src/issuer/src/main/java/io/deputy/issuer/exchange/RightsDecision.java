package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Certificate;
import io.deputy.capability.Containment;
import io.deputy.capability.Describe;
import io.deputy.capability.Rights;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether rights can be had, under every ceiling. */
sealed interface RightsDecision {
  /** More than a token has room for; bounds what narrowing one list by another can cost. */
  int MAX_CAPABILITIES = 128;

  /**
   * They can, and the certificates say why.
   *
   * @param rights what was asked for, or as much of it as can be had
   * @param certificates for each ceiling, that the rights lie within it
   * @param maxLifetime how long a token with these rights may live, if they themselves limit it
   */
  record Granted(
      Rights rights, Map<Ceiling.Kind, Certificate> certificates, Optional<Duration> maxLifetime)
      implements RightsDecision {
    public Granted {
      Objects.requireNonNull(rights);
      certificates = Map.copyOf(certificates);
      Objects.requireNonNull(maxLifetime);
    }

    /** The same, for a token that lives no longer than {@code limit}. */
    Granted forAtMost(Duration limit) {
      return new Granted(rights, certificates, Optional.of(limit));
    }

    /** The certificates by the words that stand in the record. */
    Map<String, Certificate> certificatesByWord() {
      return certificates.entrySet().stream()
          .collect(Collectors.toMap(e -> e.getKey().word(), Map.Entry::getValue));
    }
  }

  /** They exceed a ceiling. */
  record Excess(ExchangeOutcome.Refused refused) implements RightsDecision {
    public Excess {
      Objects.requireNonNull(refused);
    }
  }

  /** Decides; in the order of the ceilings, so that the same request gets the same reason. */
  static RightsDecision of(
      Rights asked,
      List<Ceiling> ceilings,
      BreakGlassLaw breakGlass,
      ExchangeRequest.OnExcess onExcess)
      throws Refusal {
    Rights rights = asked;
    if (onExcess == ExchangeRequest.OnExcess.NARROW) {
      for (Ceiling ceiling : ceilings) {
        rights = requireFew(rights.intersect(ceiling.rights()));
      }
      rights = requireFew(breakGlass.narrow(rights));
    }
    rights = rights.simplified();
    if (rights.capabilities().isEmpty()) {
      throw new Refusal(
          Reason.RIGHTS_EMPTY, "nothing is left of the rights asked for; ask for something else");
    }
    RightsDecision decision = certify(rights, ceilings);
    return decision instanceof Granted granted ? breakGlass.require(granted) : decision;
  }

  private static Rights requireFew(Rights rights) throws Refusal {
    if (rights.capabilities().size() > MAX_CAPABILITIES) {
      throw tooHard();
    }
    return rights;
  }

  /** It was not decided within the budget. */
  static Refusal tooHard() {
    return new Refusal(
        Reason.DECISION_LIMIT,
        "the rights asked for are too intricate to decide; ask for fewer or simpler ones");
  }

  private static RightsDecision certify(Rights rights, List<Ceiling> ceilings) throws Refusal {
    Map<Ceiling.Kind, Certificate> certificates = new EnumMap<>(Ceiling.Kind.class);
    for (Ceiling ceiling : ceilings) {
      Containment containment = rights.within(ceiling.rights());
      if (containment instanceof Containment.Exceeds exceeds) {
        return new Excess(
            new ExchangeOutcome.Refused(
                ceiling.kind().reason(),
                Describe.request(exceeds.counterExample())
                    + " is more than "
                    + ceiling.kind().allowance()
                    + "; ask for less, or with on_excess=narrow",
                Optional.of(exceeds.counterExample())));
      }
      if (!(containment instanceof Containment.Within within)) {
        throw tooHard();
      }
      certificates.put(ceiling.kind(), within.certificate());
    }
    return new Granted(rights, certificates, Optional.empty());
  }
}
