package io.deputy.issuer.identity;

import io.deputy.issuer.exchange.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Secrets that the directory names but does not hold: each a file in one folder. */
public final class Secrets {
  private static final Logger LOG = Logger.getLogger(Secrets.class);

  /** Longer than any generated secret. */
  private static final int MAX_BYTES = 4 << 10;

  private final Path folder;

  public Secrets(Path folder) {
    this.folder = Objects.requireNonNull(folder);
  }

  /**
   * The secret of this name as it is now; nothing, and a line in the log, if there is none.
   *
   * @param name without any path, as the directory's reader makes sure
   */
  Optional<Credential> read(String name) {
    Path file = folder.resolve(name);
    try {
      String text = Files.size(file) > MAX_BYTES ? "" : Files.readString(file).strip();
      if (!text.isEmpty()) {
        return Optional.of(new Credential(text));
      }
      LOG.errorf("the secret \"%s\" is empty, or has more than %d bytes", file, MAX_BYTES);
    } catch (IOException e) {
      LOG.errorf("the secret \"%s\" cannot be read: %s", file, e.getClass().getSimpleName());
    }
    return Optional.empty();
  }
}
