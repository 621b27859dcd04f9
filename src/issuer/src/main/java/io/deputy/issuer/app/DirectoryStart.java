package io.deputy.issuer.app;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.directory.DirectoryHistory;
import io.deputy.issuer.directory.DirectoryInvalid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What a start does with the directory file. It becomes the first version of a new database. Later
 * the version in force stays, whatever the file says, unless the start is told to apply it: an old
 * file on one machine, or a restart, must not bring back what an operator took away.
 */
final class DirectoryStart {
  private static final Logger LOG = Logger.getLogger(DirectoryStart.class);

  private final DirectoryHistory history;
  private final Settings settings;

  DirectoryStart(DirectoryHistory history, Settings settings) {
    this.history = Objects.requireNonNull(history);
    this.settings = Objects.requireNonNull(settings);
  }

  void run() throws DirectoryInvalid, Refusal {
    boolean done = false;
    while (!done) { // Until no other instance that starts just now is in between.
      Optional<DirectoryHistory.InForce> inForce = history.inForce();
      done =
          inForce.isPresent() ? later(inForce.get()) : history.advance(0, file(), Optional.empty());
    }
  }

  private Directory file() throws DirectoryInvalid {
    return DirectoryFile.read(Settings.directoryFile(settings), settings.development());
  }

  private boolean later(DirectoryHistory.InForce inForce) throws DirectoryInvalid, Refusal {
    Path path = Settings.directoryFile(settings);
    if (!settings.applyDirectory() && !Files.exists(path)) {
      return true;
    }
    Directory file = file();
    if (file.digest().equals(inForce.digest())) {
      return true;
    }
    if (settings.applyDirectory()) {
      return history.advance(inForce.number(), file, Optional.empty());
    }
    LOG.warnf(
        "the directory file \"%s\" differs from version %d, which stays in force; apply it with"
            + " \"deputy apply\", or start with deputy.apply-directory=true",
        path, inForce.number());
    return true;
  }
}
