package io.deputy.issuer.directory;

import java.io.Serial;

/** The directory file cannot be used. The message is one line that names file and place. */
public final class DirectoryInvalid extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  DirectoryInvalid(String line) {
    super(line);
  }
}
