package io.deputy.gateway.mcp;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import io.deputy.gateway.proxy.Arrival;
import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The headers by which MCP says again what the body says. Others on the way may route by them, so
 * they must agree; what is decided is the body.
 */
final class Headers {
  static final String SESSION = "mcp-session-id";
  static final String REVISION = "mcp-protocol-version";
  private static final String METHOD = "mcp-method";
  private static final String NAME = "mcp-name";
  private static final String PARAM = "mcp-param-";
  static final String RESUME = "last-event-id";
  private static final Set<String> KNOWN = Set.of(SESSION, REVISION, METHOD, NAME, RESUME);

  private static final String ENCODED_BEGIN = "=?base64?";
  private static final String ENCODED_END = "?=";

  private Headers() {}

  /**
   * Refuses what two readers could understand in two ways: a known header in a spelling that some
   * servers take for it, an encoded body, another character set.
   */
  static void requirePlain(MultiMap headers, boolean body) throws Refusal {
    for (Map.Entry<String, String> header : headers) {
      String lower = header.getKey().toLowerCase(Locale.ROOT);
      if (lower.indexOf('_') >= 0 && KNOWN.contains(lower.replace('_', '-'))) {
        throw ambiguous("the header " + Describe.quote(lower) + " is spelled with a dash");
      }
    }
    if (Arrival.header(headers, "content-encoding").isPresent()) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED, "the body is encoded; send it without content-encoding");
    }
    if (body && !isJson(Arrival.header(headers, "content-type").orElse(""))) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED, "the body is not declared as application/json in UTF-8");
    }
  }

  private static boolean isJson(String type) {
    String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
    boolean plain = parts[0].strip().equals("application/json");
    for (int i = 1; i < parts.length; i++) {
      plain &= Set.of("charset=utf-8", "charset=\"utf-8\"").contains(parts[i].strip());
    }
    return plain;
  }

  /**
   * The era of a request, which header and body must agree on. Without either it is the legacy era,
   * whose first message has no header.
   */
  static Era era(MultiMap headers, Optional<String> inBody) throws Refusal, UnsupportedRevision {
    Optional<String> inHeader = Arrival.header(headers, REVISION);
    Optional<String> said = inHeader.or(() -> inBody);
    if (said.isEmpty()) {
      return Era.LEGACY;
    }
    if (inHeader.isPresent() && inBody.isPresent() && !inHeader.equals(inBody)) {
      throw ambiguous("header and body name two revisions of the protocol");
    }
    Era era = Era.of(said.get()).orElseThrow(() -> new UnsupportedRevision(said.get()));
    if (era == Era.MODERN && inHeader.isEmpty()) {
      throw ambiguous("the header MCP-Protocol-Version is missing");
    }
    return era;
  }

  /** Requires that the headers say what the body says, as far as they say anything. */
  static void requireAgreement(
      MultiMap headers, Era era, String method, boolean request, Wanted wanted) throws Refusal {
    boolean must = era == Era.MODERN && request;
    agree(headers, METHOD, Optional.of(method), must);
    agree(headers, NAME, wanted.name(), must);
    for (Map.Entry<String, String> header : headers) {
      String lower = header.getKey().toLowerCase(Locale.ROOT);
      if (lower.startsWith(PARAM)) {
        var unused = Arrival.header(headers, lower);
        requireArgument(wanted, lower.substring(PARAM.length()), decoded(header.getValue()));
      }
    }
  }

  private static void agree(MultiMap headers, String header, Optional<String> body, boolean must)
      throws Refusal {
    Optional<String> said = Arrival.header(headers, header);
    if (said.isEmpty() && !(must && body.isPresent())) {
      return;
    }
    if (said.isEmpty() || !Optional.of(decoded(said.get())).equals(body)) {
      throw ambiguous("the header " + header + " does not say what the body says");
    }
  }

  /**
   * Which argument a header repeats stands in the tool's schema, which is not known here. So some
   * argument must have its value, and one of its name, if there is any.
   */
  private static void requireArgument(Wanted wanted, String header, String value) throws Refusal {
    boolean named = false;
    boolean namedSame = false;
    boolean anySame = false;
    for (Request request : wanted.requests()) {
      for (Map.Entry<Pointer, Value> leaf :
          ((Request.Mcp) request).arguments().leaves().entrySet()) {
        String text = leaf.getKey().text();
        boolean sameName = text.substring(text.lastIndexOf('/') + 1).equalsIgnoreCase(header);
        boolean same = isSame(leaf.getValue(), value);
        named |= sameName;
        namedSame |= sameName && same;
        anySame |= same;
      }
    }
    if (named ? !namedSame : !anySame) {
      throw ambiguous("the header " + Describe.quote(PARAM + header) + " agrees with no argument");
    }
  }

  private static boolean isSame(Value argument, String said) {
    if (argument instanceof Value.Int integer) {
      return said.equals(Long.toString(integer.value()));
    }
    if (argument instanceof Value.Bool bool) {
      return said.equals(Boolean.toString(bool.value()));
    }
    return argument instanceof Value.Text text && text.value().equals(said);
  }

  /** A value as it is meant: plain, or as base64 of UTF-8 between markers. */
  static String decoded(String value) throws Refusal {
    if (!value.startsWith(ENCODED_BEGIN)
        || !value.endsWith(ENCODED_END)
        || value.length() < ENCODED_BEGIN.length() + ENCODED_END.length()) {
      return value;
    }
    try {
      byte[] utf8 =
          Base64.getDecoder()
              .decode(
                  value.substring(ENCODED_BEGIN.length(), value.length() - ENCODED_END.length()));
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw ambiguous("a header is not base64 of UTF-8 between its markers");
    }
  }

  /** Removes what must not reach the upstream, whose answers are read here. */
  static void strip(Arrival arrival, Era era) {
    MultiMap headers = arrival.request().headers();
    headers.remove("accept-encoding");
    headers.remove("origin");
    if (era == Era.MODERN) {
      List.of(SESSION, RESUME).forEach(headers::remove);
    }
  }

  static Refusal ambiguous(String what) {
    return new Refusal(Reason.MESSAGE_AMBIGUOUS, what + "; send one and the same");
  }
}
