package io.deputy.issuer.http;

import io.deputy.issuer.ledger.HopRecord;
import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a request came from, as far as the connection and its headers say. */
public final class Sources {
  /** W3C Trace Context, section 3.2. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

  private Sources() {}

  /** Of a request. */
  public static HopRecord.Source of(HttpServerRequest request) {
    String header = request.getHeader("traceparent");
    Matcher matcher = TRACEPARENT.matcher(header == null ? "" : header);
    String trace =
        matcher.matches() ? matcher.group(1) : UUID.randomUUID().toString().replace("-", "");
    String address =
        request.remoteAddress() == null ? "unknown" : request.remoteAddress().hostAddress();
    return new HopRecord.Source(address == null ? "unknown" : address, trace);
  }
}
