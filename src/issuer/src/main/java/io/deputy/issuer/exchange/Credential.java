package io.deputy.issuer.exchange;

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

  @Override
  public String toString() {
    return "[redacted]";
  }
}
