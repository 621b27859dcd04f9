package io.deputy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes.
 *
 * @param in what is piped in
 * @param out answers
 * @param err progress and errors
 * @param paint whether answers have colours
 */
public record Console(InputStream in, PrintStream out, PrintStream err, Paint paint) {
  /** The one of this process, in UTF-8 whatever the locale. */
  static Console ofProcess() {
    return new Console(
        System.in, utf8(FileDescriptor.out), utf8(FileDescriptor.err), Paint.ofProcess());
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Tells people that something is wrong. */
  public void complain(String line) {
    err.println("deputy: " + line);
  }
}
