package io.deputy.gateway.holder;

import io.deputy.Bytes;
import io.deputy.verify.ProvenKey;
import java.util.Objects;

/**
 * A token, and the key that whoever presents it has proved.
 *
 * @param token the token's bytes; a secret, since it carries the key that extends it
 * @param proven the key
 */
public record Presented(Bytes token, ProvenKey proven) {
  public Presented {
    Objects.requireNonNull(token);
    Objects.requireNonNull(proven);
  }

  @Override
  public String toString() {
    return "Presented[" + proven + "]";
  }
}
