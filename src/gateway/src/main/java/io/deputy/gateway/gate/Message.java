package io.deputy.gateway.gate;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An HTTP request as its caller made it, whoever received it.
 *
 * @param method as it stands in the request line
 * @param path raw, below the server's own URL; empty, or begins with a slash
 * @param query raw, without the question mark; empty if there is none
 * @param headers all values of each header, by its name in lower case
 * @param body the whole body; empty if it was not seen, or not all of it
 */
public record Message(
    String method,
    String path,
    String query,
    Map<String, List<String>> headers,
    Optional<Bytes> body) {
  public Message {
    Objects.requireNonNull(method);
    Objects.requireNonNull(path);
    Objects.requireNonNull(query);
    Map<String, List<String>> copy = new TreeMap<>();
    headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    headers = Map.copyOf(copy);
    Objects.requireNonNull(body);
  }

  /**
   * The whole body.
   *
   * @throws Refusal {@code body_unseen} if it was not seen, or not all of it
   */
  public Bytes wholeBody() throws Refusal {
    return body.orElseThrow(
        () ->
            new Refusal(
                Reason.BODY_UNSEEN,
                "what this asks for stands in its body, which is not shown here, or not all of it;"
                    + " let the hook see whole bodies, or use the proxy"));
  }

  /** Headers may carry tokens. */
  @Override
  public String toString() {
    return "Message[" + method + " " + path + "]";
  }
}
