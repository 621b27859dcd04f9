package io.deputy.chain;

import java.util.Objects;

/**
 * Who may use a token.
 *
 * @param agent the agent's id
 * @param key the key that it must prove
 */
public record Holder(String agent, Thumbprint key) {
  public Holder {
    Objects.requireNonNull(agent);
    Objects.requireNonNull(key);
  }
}
