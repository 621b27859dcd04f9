package io.deputy.issuer.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Writes lines, and keeps what the manifest says of them. */
final class PartWriter {
  private final MessageDigest digest = sha256();
  private long rows;
  private long bytes;

  void line(OutputStream out, ObjectNode node) throws IOException {
    byte[] text = Json.bytes(node);
    out.write(text);
    out.write('\n');
    digest.update(text);
    digest.update((byte) '\n');
    rows++;
    bytes += text.length + 1L;
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  /** Of all lines with their ends; once, at the end. */
  Bytes sha256OfAll() {
    return Bytes.of(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
