package io.deputy.issuer.http;

import java.util.Objects;

/** The URL that tokens name as their issuer, without a slash at its end. */
public record IssuerUrl(String value) {
  public IssuerUrl {
    Objects.requireNonNull(value);
  }

  /** Where tokens are exchanged; what client assertions are addressed to. */
  public String tokenEndpoint() {
    return value + "/token/exchange";
  }
}
