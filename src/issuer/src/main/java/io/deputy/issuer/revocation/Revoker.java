package io.deputy.issuer.revocation;

import io.deputy.chain.User;
import io.deputy.issuer.admin.Operator;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who revokes, and what she, he or it may. */
public sealed interface Revoker {
  /** An agent: what it holds, and what came of it. */
  record ByAgent(String agent) implements Revoker {
    public ByAgent {
      Objects.requireNonNull(agent);
    }
  }

  /**
   * A user: what she delegated.
   *
   * @param user who she is
   * @param agents the agents that her token was issued for; if there are any, it may be one of them
   *     that presents it, and so it counts only for the chains that they began
   */
  record ByUser(User user, SortedSet<String> agents) implements Revoker {
    public ByUser {
      Objects.requireNonNull(user);
      agents = Collections.unmodifiableSortedSet(new TreeSet<>(agents));
    }
  }

  /** An operator: everything. */
  record ByOperator(Operator operator) implements Revoker {
    public ByOperator {
      Objects.requireNonNull(operator);
    }
  }

  /** This service itself, for instance because the directory says so. */
  record ByIssuer(String issuer) implements Revoker {
    public ByIssuer {
      Objects.requireNonNull(issuer);
    }
  }

  /** Whether it may revoke a hop of this descent. */
  default boolean mayRevoke(Descent descent) {
    if (this instanceof ByAgent by) {
      return descent.holders().contains(by.agent());
    }
    if (this instanceof ByUser by) {
      return by.user().equals(descent.user())
          && (by.agents().isEmpty() || by.agents().contains(descent.first()));
    }
    return mayRevokeAnything();
  }

  /** Whether it may revoke everything that this user delegated. */
  default boolean mayRevoke(User user) {
    return this instanceof ByUser by
        ? by.user().equals(user) && by.agents().isEmpty()
        : mayRevokeAnything();
  }

  /** Whether it may revoke everything that this agent was given. */
  default boolean mayRevokeAgent(String agent) {
    return this instanceof ByAgent by ? by.agent().equals(agent) : mayRevokeAnything();
  }

  /** Whether it may revoke what it has no part in. */
  default boolean mayRevokeAnything() {
    return this instanceof ByOperator || this instanceof ByIssuer;
  }
}
