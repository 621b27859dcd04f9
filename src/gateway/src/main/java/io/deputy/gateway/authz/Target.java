package io.deputy.gateway.authz;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.routes.Route;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where an original request goes. Its scheme and host are those of the route's server: what the
 * other gateway or its caller says about the host is not believed.
 *
 * @param url of the request as its caller knows it, without the query
 * @param path raw, below the server's URL; empty, or begins with a slash
 * @param query raw, without the question mark
 */
record Target(String url, String path, String query) {
  /**
   * The other gateway forwards the path as it is, so what is decided must be what it says: some
   * servers resolve dots, and some do not.
   */
  private static final Pattern DOTS = Pattern.compile("/(\\.|%2[eE]){1,2}(/|\\z)");

  /**
   * Reads a target.
   *
   * @throws Refusal {@code request_malformed} if it is not a path with a query, or has dot
   *     segments; {@code route_unknown} if it does not lie below the route's server
   */
  static Target read(Route route, String target) throws Refusal {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    if (!path.startsWith("/") || target.indexOf('#') >= 0 || DOTS.matcher(path).find()) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED,
          "the original request is for no path, or one with a fragment or dot segments; send the"
              + " path as it is meant");
    }
    String server = route.terms().server();
    String raw = URI.create(server).getRawPath();
    String origin = server.substring(0, server.length() - raw.length());
    String base = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    if (!path.equals(base) && !path.startsWith(base + "/")) {
      throw new Refusal(
          Reason.ROUTE_UNKNOWN,
          "the original request does not go to the server of this route; ask by the route that is"
              + " meant");
    }
    return new Target(
        origin + path, path.substring(base.length()), mark < 0 ? "" : target.substring(mark + 1));
  }
}
