package io.deputy.issuer.exchange;

import io.deputy.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A token or assertion as text. Prints as redacted; {@link #expose} is easy to search for. */
public final class Credential {
  private final String text;

  /** Wraps {@code text}. */
  public Credential(String text) {
    this.text = Objects.requireNonNull(text);
  }

  /** The text itself: to verify it, never for a log. */
  public String expose() {
    return text;
  }

  /** SHA-256 of its text: names it without giving it away (as {@code ath} in RFC 9449, 4.2). */
  public Bytes hash() {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8)).sha256();
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
