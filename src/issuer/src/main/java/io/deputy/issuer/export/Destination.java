package io.deputy.issuer.export;

import java.io.IOException;
import java.io.OutputStream;

/** Port: where an export goes. */
public interface Destination {
  /**
   * Where the lines of a part go; parts come one after another, each closed before the next.
   *
   * @return is closed by whoever writes
   */
  OutputStream begin(Part part) throws IOException;

  /**
   * Takes the manifest, last of all: without it an export is not whole.
   *
   * @param json one line, without its end
   */
  void finish(String json) throws IOException;
}
