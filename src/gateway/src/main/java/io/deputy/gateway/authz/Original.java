package io.deputy.gateway.authz;

import io.deputy.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that another gateway received, and asks about.
 *
 * @param method as its caller wrote it
 * @param target the path and query as its caller wrote them, undecoded
 * @param headers all values of each header, by its name in lower case
 * @param body the whole body; empty if the other gateway did not show it, or not all of it
 */
record Original(
    String method, String target, Map<String, List<String>> headers, Optional<Bytes> body) {
  Original {
    Objects.requireNonNull(method);
    Objects.requireNonNull(target);
    headers = Map.copyOf(headers);
    Objects.requireNonNull(body);
  }

  /** All values of a header. */
  List<String> header(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /** Headers may carry tokens. */
  @Override
  public String toString() {
    return "Original[" + method + " " + target + "]";
  }
}
