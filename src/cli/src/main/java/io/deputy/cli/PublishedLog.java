package io.deputy.cli;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.log.Checkpoint;
import io.deputy.log.HashSource;
import io.deputy.log.SignedNote;
import io.deputy.log.Tile;
import io.deputy.log.TreeHash;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A log as it is published (C2SP tlog-tiles): at an issuer, or in a folder with the same paths.
 * Nothing that it says is believed for its saying so.
 */
final class PublishedLog implements HashSource {
  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final int OK = 200;

  private interface Reader {
    Optional<byte[]> read(String path, int most) throws IOException, InterruptedException;
  }

  private final String place;
  private final Reader reader;

  private PublishedLog(String place, Reader reader) {
    this.place = place;
    this.reader = reader;
  }

  /** The log that is given by the URL of its issuer, or by a folder. */
  static PublishedLog of(String given) throws Unusable {
    if (given.startsWith("https://") || given.startsWith("http://")) {
      String log = given.replaceAll("/+$", "") + Checkpoint.PATH;
      HttpClient client = HttpClient.newBuilder().connectTimeout(WITHIN).build();
      return new PublishedLog(given, (path, most) -> fetch(client, log + "/" + path, most));
    }
    try {
      Path folder = Path.of(given);
      if (Files.isDirectory(folder)) {
        return new PublishedLog(given, (path, most) -> file(folder.resolve(path), most));
      }
    } catch (InvalidPathException e) {
      // Said below, with what would be right.
    }
    throw new Unusable(
        Describe.quote(given) + " is neither the URL of an issuer nor the folder of a log");
  }

  private static Optional<byte[]> fetch(HttpClient client, String url, int most)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(WITHIN).build();
    HttpResponse<InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      return answer.statusCode() == OK ? Optional.of(body.readNBytes(most + 1)) : Optional.empty();
    }
  }

  private static Optional<byte[]> file(Path file, int most) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return Optional.of(content.readNBytes(most + 1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Its newest checkpoint, as it was signed by whomever. */
  String checkpoint() throws Unusable {
    return text("checkpoint", SignedNote.MAX_CHARACTERS)
        .orElseThrow(
            () -> new Unusable(Describe.quote(place) + " has no checkpoint; is it a log?"));
  }

  /** What stands at this path below the log, if anything does. */
  Optional<String> text(String path, int most) throws Unusable {
    try {
      return reader.read(path, most).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unreadable(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreadable(path, e);
    }
  }

  private Unusable unreadable(String path, Exception cause) {
    return new Unusable(
        Printable.line(
            path
                + " of "
                + Describe.quote(place)
                + " cannot be had, so nothing is known: "
                + cause));
  }

  /**
   * @throws Refusal {@code record_unavailable} if the tile cannot be had, or is none
   */
  @Override
  public List<Bytes> hashes(int level, long from, int count) throws Refusal {
    Tile wanted = Tile.ofHashes(level, from / Tile.WIDTH, count);
    Tile full = Tile.ofHashes(level, from / Tile.WIDTH, Tile.WIDTH);
    Optional<List<Bytes>> found = read(wanted);
    // C2SP tlog-tiles, "Partial Tiles": they may be gone when the full one is there.
    return (found.isPresent() || wanted.equals(full)
            ? found
            : read(full).map(hashes -> hashes.subList(0, count)))
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.RECORD_UNAVAILABLE,
                    "tile "
                        + wanted.path()
                        + " of "
                        + Describe.quote(place)
                        + " cannot be had, so nothing is known"));
  }

  private Optional<List<Bytes>> read(Tile tile) throws Refusal {
    try {
      return reader
          .read("tile/" + tile.path(), Tile.WIDTH * TreeHash.SIZE)
          .flatMap(content -> tile.read(Bytes.of(content)));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
