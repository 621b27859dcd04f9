package io.deputy.gateway.authz;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Forward auth: nginx ({@code auth_request}), Traefik ({@code forwardAuth}), Caddy ({@code
 * forward_auth}) and others send the headers of a request, without its body, and say in further
 * headers what the request line was. nginx is told to use {@code X-Original-Method} and {@code
 * X-Original-URI}; the others use {@code X-Forwarded-Method} and {@code X-Forwarded-Uri}.
 */
final class ForwardAuth {
  private record Line(String method, String target) {}

  private ForwardAuth() {}

  /**
   * The request that a question is about.
   *
   * @throws Refusal {@code request_malformed} if it does not say, or only half; {@code
   *     message_ambiguous} if it says two different things: one of them is the caller's own
   */
  static Original original(Map<String, List<String>> headers) throws Refusal {
    Set<Line> lines = new HashSet<>();
    line(headers, "x-original-method", "x-original-uri").ifPresent(lines::add);
    line(headers, "x-forwarded-method", "x-forwarded-uri").ifPresent(lines::add);
    if (lines.isEmpty()) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED,
          "the original request is not named; set X-Original-Method and X-Original-URI");
    }
    if (lines.size() > 1) {
      throw ambiguous();
    }
    Line line = lines.iterator().next();
    return new Original(line.method(), line.target(), headers, Optional.empty());
  }

  private static Optional<Line> line(
      Map<String, List<String>> headers, String methodHeader, String uriHeader) throws Refusal {
    List<String> methods = headers.getOrDefault(methodHeader, List.of());
    List<String> uris = headers.getOrDefault(uriHeader, List.of());
    if (methods.isEmpty() && uris.isEmpty()) {
      return Optional.empty();
    }
    if (methods.size() > 1 || uris.size() > 1) {
      throw ambiguous();
    }
    if (methods.isEmpty() || uris.isEmpty()) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED,
          "the original request is named only in half; set both "
              + methodHeader
              + " and "
              + uriHeader);
    }
    return Optional.of(new Line(methods.get(0), uris.get(0)));
  }

  private static Refusal ambiguous() {
    return new Refusal(
        Reason.MESSAGE_AMBIGUOUS,
        "the original request is named twice, and differently; let the proxy overwrite X-Original-*"
            + " and X-Forwarded-*");
  }
}
