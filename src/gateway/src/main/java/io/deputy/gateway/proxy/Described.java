package io.deputy.gateway.proxy;

import io.deputy.gateway.gate.Message;
import io.vertx.core.MultiMap;

/** A message that somebody else received, in the form in which requests arrive here. */
public final class Described {
  private Described() {}

  /** Its headers. */
  public static MultiMap headers(Message message) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    message.headers().forEach((name, values) -> values.forEach(v -> headers.add(name, v)));
    return headers;
  }
}
