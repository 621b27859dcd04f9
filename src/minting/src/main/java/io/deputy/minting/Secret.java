package io.deputy.minting;

import io.deputy.Bytes;
import java.util.Objects;

/** Bytes that must not be logged. Prints as redacted; {@link #expose()} is easy to search for. */
public final class Secret {
  private final Bytes value;

  /** Wraps {@code value}. */
  public Secret(Bytes value) {
    this.value = Objects.requireNonNull(value);
  }

  /** The bytes themselves: to hand to the one who may have them, never to a log or a row. */
  public Bytes expose() {
    return value;
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
