package io.deputy.issuer.http;

import io.deputy.issuer.export.Destination;
import io.deputy.issuer.export.Part;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** All parts one after another, and the manifest in the last line. */
final class OneStream implements Destination {
  private final OutputStream out;
  private boolean begun;

  OneStream(OutputStream out) {
    this.out = out;
  }

  /** Whether anything was written. */
  boolean begun() {
    return begun;
  }

  @Override
  public OutputStream begin(Part part) {
    return new FilterOutputStream(out) {
      @Override
      public void write(int octet) throws IOException {
        begun = true;
        out.write(octet);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        begun = true;
        out.write(bytes, from, count);
      }

      @Override
      public void close() {
        // The stream goes on.
      }
    };
  }

  @Override
  public void finish(String json) throws IOException {
    begun = true;
    out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
