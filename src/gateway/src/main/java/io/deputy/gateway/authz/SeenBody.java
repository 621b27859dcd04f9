package io.deputy.gateway.authz;

import io.deputy.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether what Envoy shows of a body is all of it. */
final class SeenBody {
  /** Set by Envoy whenever it shows bodies, over whatever the caller sent. */
  private static final String PARTIAL = "x-envoy-auth-partial-body";

  /** Methods whose requests have no body unless they say so. */
  private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE", "OPTIONS");

  private SeenBody() {}

  /**
   * The whole body; empty if there is any doubt. Without its settings for bodies Envoy shows none,
   * and then the header that says it is whole may be the caller's: so an empty body counts only
   * where the request cannot have one.
   *
   * @param size bytes of the body as Envoy counted them; less than 0 if it did not
   */
  static Optional<Bytes> of(
      String method, Map<String, List<String>> headers, Bytes shown, long size) {
    List<String> partial = headers.getOrDefault(PARTIAL, List.of());
    if (size > shown.size() || !(partial.isEmpty() || partial.equals(List.of("false")))) {
      return Optional.empty();
    }
    List<String> length = headers.getOrDefault("content-length", List.of());
    if (shown.size() == 0) {
      boolean none =
          BODILESS.contains(method)
              && (length.isEmpty() || length.equals(List.of("0")))
              && !headers.containsKey("transfer-encoding");
      return none ? Optional.of(shown) : Optional.empty();
    }
    return partial.isEmpty() && !length.equals(List.of(Integer.toString(shown.size())))
        ? Optional.empty()
        : Optional.of(shown);
  }
}
