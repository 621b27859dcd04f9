package io.deputy.chain;

import io.deputy.Bytes;
import java.util.Objects;
import java.util.UUID;

/** Names one hop of one chain, and so the one token that was minted for it. */
public record HopId(UUID value) {
  public HopId {
    Objects.requireNonNull(value);
  }

  /** Reads the 16 bytes that stand in a token. */
  static HopId of(Bytes bytes) {
    return new HopId(Uuids.of(bytes));
  }

  /** The 16 bytes that stand in a token. */
  public Bytes bytes() {
    return Uuids.bytes(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
