package io.deputy.chain;

import io.deputy.Bytes;
import java.util.Objects;
import java.util.UUID;

/** Names one chain: everything that was delegated from one exchange of a user's token. */
public record ChainId(UUID value) {
  public ChainId {
    Objects.requireNonNull(value);
  }

  /** Reads the 16 bytes that stand in a token. */
  static ChainId of(Bytes bytes) {
    return new ChainId(Uuids.of(bytes));
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
