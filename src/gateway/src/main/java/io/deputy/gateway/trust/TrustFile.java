package io.deputy.gateway.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The bundles that a gateway took, as they came, so that a restart without the issuer knows what
 * was known: those that revoke something, a line each in the order they came, and the newest.
 * Beside them the first checkpoint of the issuer's log of each day, for auditors: a log that was
 * rewritten does not go together with it. Nothing here is trusted for being here; whoever reads it
 * verifies it.
 */
public final class TrustFile {
  private final Path revoking;
  private final Path newest;
  private final Path checkpoints;

  private TrustFile(Path folder) {
    this.revoking = folder.resolve("bundles");
    this.newest = folder.resolve("newest");
    this.checkpoints = folder.resolve("checkpoints");
  }

  /** In a folder, which is made if it is not there. */
  public static TrustFile in(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("checkpoints"));
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
        write(channel, (text + "\n").getBytes(StandardCharsets.ISO_8859_1));
        channel.force(false);
      }
    }
    replace(newest, text + "\n");
  }

  /** Keeps a checkpoint, if it is the first of its day. */
  void keepCheckpoint(LocalDate day, String note) throws IOException {
    Path file = checkpoints.resolve(day.toString());
    if (!Files.exists(file)) {
      replace(file, note, StandardCharsets.UTF_8);
    }
  }

  private static void replace(Path path, String text) throws IOException {
    replace(path, text, StandardCharsets.ISO_8859_1);
  }

  private static void replace(Path path, String text, Charset charset) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(channel, text.getBytes(charset));
      channel.force(true);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
