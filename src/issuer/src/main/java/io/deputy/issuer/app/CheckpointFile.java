package io.deputy.issuer.app;

import io.deputy.issuer.log.SignedBefore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The last checkpoint that this instance signed, in a file of its home. */
record CheckpointFile(Path folder) implements SignedBefore {
  private Path file() {
    return folder.resolve("checkpoint");
  }

  @Override
  public Optional<String> read() throws IOException {
    return Files.exists(file()) ? Optional.of(Files.readString(file())) : Optional.empty();
  }

  @Override
  public void keep(String note) throws IOException {
    Files.createDirectories(folder);
    Path next = folder.resolve("checkpoint.next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
