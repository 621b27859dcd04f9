package io.deputy.cli.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files that are packaged with the demonstration. */
final class Resource {
  private Resource() {}

  /** The text of the file {@code name}. */
  static String text(String name) {
    try (InputStream content = Resource.class.getResourceAsStream("/" + name)) {
      if (content == null) {
        throw new FileNotFoundException(name);
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("packaged with this class: " + name, e);
    }
  }
}
