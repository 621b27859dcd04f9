package io.deputy.biscuit;

import java.util.List;
import java.util.Objects;

/** What the authorizer decides once all checks hold: the first policy that matches counts. */
public record Policy(Kind kind, List<Rule> queries) {
  public Policy {
    Objects.requireNonNull(kind);
    queries = List.copyOf(queries);
  }

  /** What a policy does when one of its queries matches. */
  public enum Kind {
    /** {@code allow if}. */
    ALLOW,
    /** {@code deny if}. */
    DENY
  }
}
