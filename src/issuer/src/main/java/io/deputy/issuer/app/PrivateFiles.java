package io.deputy.issuer.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that only the user who runs the service can read. */
final class PrivateFiles {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /** Makes the folder, and those above it, unless it is there; closes it to others either way. */
  static Path folder(Path path) throws IOException {
    Files.createDirectories(path, PosixFilePermissions.asFileAttribute(FOLDER));
    return Files.setPosixFilePermissions(path, FOLDER);
  }

  /** Writes a new file that nobody else could read at any moment. */
  static void create(Path path, String content) throws IOException {
    Files.createFile(path, PosixFilePermissions.asFileAttribute(FILE));
    Files.writeString(path, content, StandardOpenOption.WRITE);
  }
}
