package io.deputy.cli.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The folder of one demonstration: the issuer's home, the directory, what the agents got. */
final class Home {
  private final Path folder;

  private Home(Path folder) {
    this.folder = folder;
  }

  /** A new one that only this user can read. */
  static Home create() throws IOException {
    return new Home(Files.createTempDirectory("deputy-demo-").toRealPath());
  }

  Path folder() {
    return folder;
  }

  /** The place of a file in it. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** Writes a file, and the folders above it. */
  Path write(String name, String content) throws IOException {
    Path file = file(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /** Removes it with everything in it. */
  void remove() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException problem) {
            // Gone already: the database was still tidying up after itself.
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException problem)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
