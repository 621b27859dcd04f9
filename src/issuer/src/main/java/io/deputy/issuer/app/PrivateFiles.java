package io.deputy.issuer.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  /** Writes a new file that nobody else could read at any moment; whole or not at all. */
  static void create(Path path, String content) throws IOException {
    Path half = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(half);
    Files.createFile(half, PosixFilePermissions.asFileAttribute(FILE));
    Files.writeString(half, content, StandardOpenOption.WRITE);
    Files.move(half, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes an empty file, unless it is there, that a loss of power does not take away again. */
  static void mark(Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.force(true);
    }
    try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
