package io.deputy.issuer.app;

import io.deputy.issuer.directory.DirectoryInvalid;
import io.deputy.minting.keys.KeysInvalid;
import io.quarkus.runtime.QuarkusBindException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Why a start failed, for whoever started it: one line if it is something to be mended, and the
 * whole stack otherwise.
 */
final class StartFailure {
  /** Exit code for what the operator can mend. */
  private static final int CANNOT_START = 2;

  /** Exit code for a fault of ours. */
  private static final int FAULT = 1;

  private StartFailure() {}

  /** Prints it and gives the exit code. */
  static int report(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      Optional<String> line = line(cause);
      if (line.isPresent()) {
        line.get().lines().forEach(l -> System.err.println("deputy: " + l));
        return CANNOT_START;
      }
    }
    System.err.println("deputy: the start failed, and this is a fault of ours:");
    problem.printStackTrace();
    return FAULT;
  }

  private static Optional<String> line(Throwable cause) {
    if (cause instanceof CannotStart
        || cause instanceof DirectoryInvalid
        || cause instanceof KeysInvalid) {
      return Optional.of(cause.getMessage());
    }
    if (cause instanceof QuarkusBindException bind) {
      return Optional.of(
          "cannot listen on "
              + bind.getHost()
              + ":"
              + bind.getPort()
              + "; stop what listens there, or set quarkus.http.port");
    }
    if (cause instanceof SQLException) {
      return Optional.of(
          "the database cannot be used; check deputy.database.* and deputy.migrations.*: "
              + cause.getMessage());
    }
    return Optional.empty();
  }
}
