package io.deputy.issuer.directory;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The directory as it is now. The database says which version is in force; this remembers it for
 * {@link #MAX_AGE}. Whoever decides something asks once and decides with what it got. Safe for any
 * number of threads.
 */
public final class Directories {
  /**
   * How long an instance may go on deciding by a version after another instance replaced it. Only
   * refusals and readings can be that stale: a hop is never recorded under a version that is not in
   * force (see {@link DirectoryHistory#advance}).
   */
  public static final Duration MAX_AGE = Duration.ofSeconds(1);

  private static final Logger LOG = Logger.getLogger(Directories.class);

  private final DirectoryHistory history;
  private final DirectoryReader reader;
  private final LongSupplier nanoTime;
  private volatile Seen seen;
  private Failed failed;

  /**
   * @param nanoTime a clock that never goes back, in nanoseconds from any origin
   */
  public Directories(DirectoryHistory history, DirectoryReader reader, LongSupplier nanoTime) {
    this.history = Objects.requireNonNull(history);
    this.reader = Objects.requireNonNull(reader);
    this.nanoTime = Objects.requireNonNull(nanoTime);
  }

  /** What the database said, and when it was asked. */
  private record Seen(Version version, long askedAt) {}

  /** That the database said nothing, and when it was asked. */
  private record Failed(Refusal refusal, long askedAt) {}

  /**
   * The version in force, or one that was within {@link #MAX_AGE}.
   *
   * @throws Refusal {@code record_unavailable} if it cannot be read now
   */
  public Version current() throws Refusal {
    long now = nanoTime.getAsLong();
    Seen last = seen;
    if (last != null && now - last.askedAt < MAX_AGE.toNanos()) {
      return last.version;
    }
    return readAfter(now);
  }

  /** The version in force now: the database is asked. */
  public Version latest() throws Refusal {
    return readAfter(nanoTime.getAsLong());
  }

  /**
   * Goes by a version that this instance has just put into force, at once. It counts as read when
   * the one before it was.
   */
  public synchronized void remember(Version version) {
    if (seen != null && seen.version.number() < version.number()) {
      seen = new Seen(version, seen.askedAt);
    }
  }

  /** Of several who want to know, one asks; nobody gets an answer to an older question. */
  private synchronized Version readAfter(long moment) throws Refusal {
    if (seen != null && seen.askedAt - moment > 0) {
      return seen.version;
    }
    if (failed != null && failed.askedAt - moment > 0) {
      throw failed.refusal;
    }
    long askedAt = nanoTime.getAsLong();
    try {
      Version version = read();
      seen = new Seen(version, askedAt);
      return version;
    } catch (Refusal refusal) {
      failed = new Failed(refusal, askedAt);
      throw refusal;
    }
  }

  private Version read() throws Refusal {
    DirectoryHistory.InForce inForce =
        history
            .inForce()
            .orElseThrow(
                () -> new Refusal(Reason.RECORD_UNAVAILABLE, "no directory is in force yet"));
    if (seen != null && seen.version.directory().digest().equals(inForce.digest())) {
      return new Version(inForce.number(), seen.version.directory());
    }
    try {
      Directory directory = reader.readCanonical(history.content(inForce.digest()));
      LOG.infof("version %d of the directory is in force", inForce.number());
      return new Version(inForce.number(), directory);
    } catch (DirectoryInvalid e) {
      // Written by a newer issuer, or with development keys that do not count here.
      LOG.errorf(
          "version %d of the directory cannot be used: %s", inForce.number(), e.getMessage());
      throw new Refusal(
          Reason.RECORD_UNAVAILABLE,
          "the directory in force cannot be used by this instance; its log says why");
    }
  }
}
