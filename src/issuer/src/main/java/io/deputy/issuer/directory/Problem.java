package io.deputy.issuer.directory;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * One thing that is wrong with a directory.
 *
 * @param pointer where it is, as a JSON Pointer (RFC 6901) into the directory
 * @param line where that stands in its file, counted from 1; none if it came without lines
 * @param text the place and what is wrong with it: one line for people
 */
public record Problem(String pointer, OptionalInt line, String text) {
  public Problem {
    Objects.requireNonNull(pointer);
    Objects.requireNonNull(line);
    text = text.replaceAll("\\s*\\R\\s*", " ");
  }

  /** As compilers write it: {@code file:line: text}. */
  String in(String file) {
    if (file.isEmpty()) {
      return text;
    }
    return line.isPresent() ? file + ":" + line.getAsInt() + ": " + text : file + ": " + text;
  }
}
