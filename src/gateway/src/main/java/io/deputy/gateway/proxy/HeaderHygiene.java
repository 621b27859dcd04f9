package io.deputy.gateway.proxy;

import io.deputy.chain.Hop;
import io.deputy.chain.VerifiedChain;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.routes.Route;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which headers pass, in which direction. */
public final class HeaderHygiene {
  /** The headers by which what stands behind learns who is asking; nobody else may set them. */
  public static final String IDENTITY_PREFIX = "x-delegation-";

  /** Between two machines only (RFC 9110, section 7.6.1), and those that proxies set anew. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "content-length",
          "expect");

  /** What a caller shows to this gateway, and what it could pretend to come from a proxy. */
  private static final Set<String> NEVER_FORWARDED =
      Set.of(
          "authorization",
          "dpop",
          "cookie",
          "forwarded",
          "x-real-ip",
          "x-original-url",
          "x-original-uri",
          "x-rewrite-url",
          "x-api-key",
          "api-key",
          "x-http-method-override",
          "x-method-override");

  private HeaderHygiene() {}

  /** The headers to send to what stands behind, for a caller that the gate let pass. */
  static MultiMap toUpstream(MultiMap from, Caller caller, Route.Upstream upstream) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    Set<String> named = namedByConnection(from);
    from.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          // Some servers read an underscore as a dash, so neither spelling passes.
          String dashed = lower.replace('_', '-');
          if (!HOP_BY_HOP.contains(dashed)
              && !NEVER_FORWARDED.contains(dashed)
              && !dashed.startsWith(IDENTITY_PREFIX)
              && !dashed.startsWith("x-forwarded-")
              && !named.contains(lower)) {
            headers.add(name, value);
          }
        });
    identity(caller).forEach(headers::set);
    upstream.headers().forEach(h -> headers.set(h.name(), h.value()));
    return headers;
  }

  /** The headers to send back to the caller. */
  static void toCaller(MultiMap from, MultiMap to) {
    Set<String> named = namedByConnection(from);
    from.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!HOP_BY_HOP.contains(lower)
              && !named.contains(lower)
              && !lower.equals("set-cookie")) {
            to.add(name, value);
          }
        });
  }

  /**
   * Who is asking, for what stands behind: the user, who holds the token, everybody on the way from
   * her to it, and the chain. Values are percent-encoded, since names may be anything.
   */
  public static Map<String, String> identity(Caller caller) {
    VerifiedChain chain = caller.honoured().chain();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Delegation-Issuer", encoded(chain.user().issuer()));
    headers.put("X-Delegation-Subject", encoded(chain.user().subject()));
    headers.put("X-Delegation-Actor", encoded(chain.last().holder().agent()));
    headers.put(
        "X-Delegation-Actors",
        chain.hops().stream()
            .map(Hop::holder)
            .map(holder -> encoded(holder.agent()))
            .collect(Collectors.joining(",")));
    headers.put("X-Delegation-Chain", chain.id().toString());
    headers.put("X-Delegation-Hop", chain.last().id().toString());
    return headers;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Set<String> namedByConnection(MultiMap headers) {
    return headers.getAll("connection").stream()
        .flatMap(v -> Arrays.stream(v.split(",")))
        .map(v -> v.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
