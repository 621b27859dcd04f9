package io.deputy.capability;

import java.util.Objects;

/** Whether some rights lie within others. */
public sealed interface Containment {
  /** They do: every request that the child admits, the parent admits. */
  record Within(Certificate certificate) implements Containment {
    public Within {
      Objects.requireNonNull(certificate);
    }
  }

  /** They do not: the child admits this request and the parent does not. */
  record Exceeds(Request counterExample) implements Containment {
    public Exceeds {
      Objects.requireNonNull(counterExample);
    }
  }

  /** Not decided within the budget of steps; the same rights always end like this. */
  record TooHard() implements Containment {}
}
