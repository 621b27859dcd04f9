package io.deputy.gateway.authz;

import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.proxy.HeaderHygiene;
import io.deputy.gateway.proxy.Refusals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a hook answers, before it is put into the hook's protocol.
 *
 * @param allowed whether the original request may pass
 * @param status of HTTP: 200, or what the caller is to be told; 400 or more
 * @param headers if allowed, who is asking, to be set on the request that passes; else for the
 *     caller
 * @param body for the caller, as JSON; empty if allowed
 */
record Answer(boolean allowed, int status, Map<String, List<String>> headers, String body) {
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  Answer {
    headers = Map.copyOf(headers);
    if (allowed != (status == OK)) {
      throw new IllegalArgumentException("only what is allowed is answered with 200");
    }
  }

  static Answer allow(Caller caller) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    HeaderHygiene.identity(caller).forEach((name, value) -> headers.put(name, List.of(value)));
    return new Answer(true, OK, headers, "");
  }

  static Answer deny(Verdict.Refused refused, List<String> challenges, String nonce) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Content-Type", List.of("application/json"));
    headers.put("Cache-Control", List.of("no-store"));
    headers.put("DPoP-Nonce", List.of(nonce));
    if (!challenges.isEmpty()) {
      headers.put("WWW-Authenticate", challenges);
    }
    return new Answer(
        false, Refusals.status(refused.reason()), headers, Refusals.body(refused).toString());
  }

  /**
   * The same with one of the three statuses that every gateway understands: nginx takes any other
   * for a failure, and Envoy lets requests pass at a failure if it is so configured.
   */
  int plainStatus() {
    return allowed ? OK : status == UNAUTHORIZED ? UNAUTHORIZED : FORBIDDEN;
  }
}
