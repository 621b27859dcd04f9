package io.deputy.issuer.app;

import io.deputy.Refusal;
import io.deputy.issuer.admin.DirectoryChanges;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.directory.DirectoryHistory;
import io.deputy.issuer.directory.DirectoryInvalid;
import io.deputy.issuer.directory.Successor;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.revocation.Revoker;
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

  /** W3C Trace Context, section 3.2.2.3: no trace. */
  private static final HopRecord.Source SOURCE = new HopRecord.Source("start", "0".repeat(32));

  private final DirectoryHistory history;
  private final DirectoryChanges changes;
  private final Directories directories;
  private final Settings settings;
  private final Revoker self;

  /**
   * @param issuer the name of this service
   */
  DirectoryStart(
      DirectoryHistory history,
      DirectoryChanges changes,
      Directories directories,
      Settings settings,
      String issuer) {
    this.history = Objects.requireNonNull(history);
    this.changes = Objects.requireNonNull(changes);
    this.directories = Objects.requireNonNull(directories);
    this.settings = Objects.requireNonNull(settings);
    this.self = new Revoker.ByIssuer(issuer);
  }

  void run() throws DirectoryInvalid, Refusal {
    boolean done = false;
    while (!done) { // Until no other instance that starts just now is in between.
      Optional<DirectoryHistory.InForce> inForce = history.inForce();
      done = inForce.isPresent() ? later(inForce.get()) : advance(Successor.of(0, file()));
    }
  }

  private boolean advance(Successor next) throws Refusal {
    return changes.advance(next, self, SOURCE);
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
      return advance(successor(inForce, file));
    }
    LOG.warnf(
        "the directory file \"%s\" differs from version %d, which stays in force; apply it with"
            + " \"deputy apply\", or start with deputy.apply-directory=true",
        path, inForce.number());
    return true;
  }

  /** Also of a version that this instance cannot read: the file is the way out of that. */
  private Successor successor(DirectoryHistory.InForce inForce, Directory file) {
    try {
      return Successor.of(directories.latest(), file);
    } catch (Refusal unreadable) {
      return Successor.of(inForce.number(), file);
    }
  }
}
