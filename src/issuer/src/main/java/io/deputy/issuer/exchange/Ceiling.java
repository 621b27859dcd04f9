package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.capability.Rights;
import java.util.Objects;

/** Rights that whatever is granted must lie within. */
record Ceiling(Kind kind, Rights rights) {
  Ceiling {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(rights);
  }

  /** Whose ceiling it is. */
  enum Kind {
    /** The token that is extended. */
    PARENT("parent", Reason.RIGHTS_EXCEED_PARENT, "the parent token allows"),
    /** The agent that will hold the token. */
    AGENT("agent", Reason.RIGHTS_EXCEED_AGENT, "the agent may ever hold"),
    /** The user's grants now. */
    USER("user", Reason.RIGHTS_EXCEED_USER, "the user may have now"),
    /** The user's own token. */
    USER_TOKEN("user_token", Reason.RIGHTS_EXCEED_USER_TOKEN, "the user's own token allows"),
    /** What the parent's holder signed for the agent that asks for itself. */
    CONSENT("consent", Reason.RIGHTS_EXCEED_CONSENT, "the holder consented to");

    private final String word;
    private final Reason reason;
    private final String allowance;

    Kind(String word, Reason reason, String allowance) {
      this.word = word;
      this.reason = reason;
      this.allowance = allowance;
    }

    /** As it stands in certificates. */
    String word() {
      return word;
    }

    /** Why exceeding it is refused. */
    Reason reason() {
      return reason;
    }

    /** Completes "is more than". */
    String allowance() {
      return allowance;
    }
  }
}
