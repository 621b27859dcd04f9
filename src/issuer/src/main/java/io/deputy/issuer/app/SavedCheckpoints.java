package io.deputy.issuer.app;

import io.deputy.log.SignedNote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Checkpoints of the log as somebody kept them: a file each, or a folder of such files. */
final class SavedCheckpoints {
  private SavedCheckpoints() {}

  /**
   * Reads them all; nothing is verified.
   *
   * @return the notes by the names of their files
   * @throws CannotStart if one cannot be read, or a folder has none
   */
  static Map<String, String> read(List<Path> given) throws CannotStart {
    Map<String, String> notes = new TreeMap<>();
    for (Path place : given) {
      try {
        for (Path file : files(place)) {
          notes.put(file.toString(), note(file));
        }
      } catch (IOException e) {
        throw new CannotStart("the checkpoint \"" + place + "\" cannot be read: " + e);
      }
    }
    return notes;
  }

  private static List<Path> files(Path place) throws IOException, CannotStart {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> found = Files.list(place)) {
      List<Path> files = found.filter(Files::isRegularFile).toList();
      if (files.isEmpty()) {
        throw new CannotStart("there is no checkpoint in \"" + place + "\"");
      }
      return files;
    }
  }

  /** One character too many at most, which is then refused for being too long. */
  private static String note(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      byte[] bytes = content.readNBytes(SignedNote.MAX_CHARACTERS * 3 + 1);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
