package io.deputy.gateway.authz;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes back over HTTP to the gateway that asked.
 *
 * @param status of the answer itself
 */
record Reply(int status, Map<String, List<String>> headers, String body) {
  private static final int OK = 200;

  Reply {
    headers = Map.copyOf(headers);
  }

  /** Says the answer with the status. What is removed matters to Envoy only. */
  static Reply of(Answer answer) {
    Map<String, List<String>> headers = new LinkedHashMap<>(answer.headers());
    if (answer.allowed()) {
      headers.put("x-envoy-auth-headers-to-remove", List.of("authorization, dpop"));
    }
    return new Reply(answer.plainStatus(), headers, answer.body());
  }

  /** JSON that holds the answer, beside the status. */
  static Reply json(int status, String body) {
    return new Reply(
        status,
        Map.of("Content-Type", List.of("application/json"), "Cache-Control", List.of("no-store")),
        body);
  }

  static Reply json(String body) {
    return json(OK, body);
  }
}
