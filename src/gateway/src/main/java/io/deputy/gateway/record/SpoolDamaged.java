package io.deputy.gateway.record;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A file of the spool is not what was written. Nothing is guessed: a person has to look. */
public final class SpoolDamaged extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  SpoolDamaged(Path file, String problem) {
    super(
        file
            + ": "
            + problem
            + "; move the folder away, which begins a new stream, and keep it: what it holds may not"
            + " have been delivered");
  }
}
