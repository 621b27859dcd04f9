package io.deputy.issuer.app;

import io.deputy.issuer.export.Destination;
import io.deputy.issuer.export.Part;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with a file for each part; the manifest appears when all of them are whole. */
final class Folder implements Destination {
  private final Path path;

  private Folder(Path path) {
    this.path = path;
  }

  /** Makes a new one, for its owner only: what is in it may be personal. */
  static Folder make(Path path) throws CannotStart {
    try {
      if (Files.exists(path)) {
        throw new CannotStart("\"" + path + "\" is there already; name a new folder");
      }
      return new Folder(PrivateFiles.folder(path));
    } catch (IOException e) {
      throw new CannotStart("the folder \"" + path + "\" cannot be made: " + e.getMessage());
    }
  }

  @Override
  public OutputStream begin(Part part) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(path.resolve(part.file())));
  }

  @Override
  public void finish(String json) throws IOException {
    PrivateFiles.create(path.resolve("manifest.json"), json + "\n");
  }
}
