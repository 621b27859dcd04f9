package io.deputy.issuer.directory;

import java.util.Objects;

/**
 * A version of the directory.
 *
 * @param number counts from 1, without gaps
 * @param directory what it says
 */
public record Version(long number, Directory directory) {
  public Version {
    Objects.requireNonNull(directory);
  }
}
