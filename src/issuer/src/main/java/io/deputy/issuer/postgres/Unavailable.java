package io.deputy.issuer.postgres;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/** The database failed: what that means to whoever asked. */
final class Unavailable {
  private static final Logger LOG = Logger.getLogger(Unavailable.class);

  private Unavailable() {}

  /** Logs why, and tells the caller to try again. */
  static Refusal because(String what, Exception cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    LOG.errorf("%s: %s", what, root);
    return new Refusal(
        Reason.RECORD_UNAVAILABLE, "the record is not available, so nothing was done; try again");
  }

  /** Whether the database refused with this SQLSTATE. */
  static boolean hasState(RuntimeException cause, String state) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && state.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
