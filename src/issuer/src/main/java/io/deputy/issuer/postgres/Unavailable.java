package io.deputy.issuer.postgres;

import io.deputy.Reason;
import io.deputy.Refusal;
import org.jboss.logging.Logger;

/** The database does not do what it is asked: a refusal for the caller, a line for the log. */
final class Unavailable {
  private Unavailable() {}

  static Refusal because(String what, RuntimeException cause, Logger log) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    log.errorf("%s: %s", what, root);
    return new Refusal(
        Reason.RECORD_UNAVAILABLE, "the record is not available, so nothing was done; try again");
  }
}
