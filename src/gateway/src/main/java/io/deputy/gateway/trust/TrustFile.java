package io.deputy.gateway.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The bundles that a gateway took, as they came, so that a restart without the issuer knows what
 * was known: those that revoke something, a line each in the order they came, and the newest.
 * Nothing here is trusted for being here; whoever reads it verifies it.
 */
public final class TrustFile {
  private final Path revoking;
  private final Path newest;

  private TrustFile(Path folder) {
    this.revoking = folder.resolve("bundles");
    this.newest = folder.resolve("newest");
  }

  /** In a folder, which is made if it is not there. */
  public static TrustFile in(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new TrustFile(folder);
  }

  /**
   * All bundles, in the order in which they are to be taken; a line that was torn is among them.
   */
  List<String> read() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path path : List.of(revoking, newest)) {
      if (Files.exists(path)) {
        new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> !line.isEmpty())
            .forEach(all::add);
      }
    }
    return all;
  }

  /** Forgets all but the first {@code count} that revoke something. */
  void keepFirst(int count) throws IOException {
    List<String> kept =
        Files.exists(revoking)
            ? new String(Files.readAllBytes(revoking), StandardCharsets.ISO_8859_1)
                .lines()
                .limit(count)
                .toList()
            : List.of();
    replace(revoking, String.join("\n", kept) + (kept.isEmpty() ? "" : "\n"));
    Files.deleteIfExists(newest);
  }

  /**
   * Keeps a bundle.
   *
   * @param revokes whether it says anything that the next one does not
   */
  void keep(String text, boolean revokes) throws IOException {
    if (revokes) {
      try (FileChannel channel =
          FileChannel.open(
              revoking,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.APPEND)) {
        write(channel, text + "\n");
        channel.force(false);
      }
    }
    replace(newest, text + "\n");
  }

  private static void replace(Path path, String text) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(channel, text);
      channel.force(true);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
