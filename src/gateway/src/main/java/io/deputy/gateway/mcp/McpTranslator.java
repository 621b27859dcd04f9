package io.deputy.gateway.mcp;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Translator;
import io.deputy.gateway.proxy.Described;
import io.deputy.gateway.routes.Route;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.Optional;

/**
 * Decides MCP for somebody else who passes it on. Lists are not filtered there, so whoever asks for
 * one needs a right to all of it; and since no answer is seen, sessions and tasks are nobody's.
 */
public final class McpTranslator implements Translator {
  @Override
  public Asked asked(
      Route route, io.deputy.gateway.gate.Message message, Optional<String> traceParent)
      throws Refusal {
    MultiMap headers = Described.headers(message);
    String origin = McpAdapter.origin(URI.create(route.terms().server()));
    if (McpAdapter.isForeign(headers, origin)) {
      throw new Refusal(Replies.FOREIGN_ORIGIN.reason(), Replies.FOREIGN_ORIGIN.detail());
    }
    McpAdapter.requireAddress(message.path(), !message.query().isEmpty());
    if (!message.method().equals("POST")) {
      throw new Refusal(
          Reason.METHOD_UNKNOWN,
          "only messages that are posted are decided here; for streams of sessions use the proxy");
    }
    Bytes body = message.wholeBody();
    Headers.requirePlain(headers, true);
    Wanted wanted = wanted(route, headers, body);
    return wanted.entry() && wanted.listing().isEmpty()
        ? Asked.entering(route, wanted.requests(), traceParent)
        : new Asked(route, wanted.requests(), traceParent);
  }

  private static Wanted wanted(Route route, MultiMap headers, Bytes body) throws Refusal {
    Meaning meaning;
    try {
      meaning = Meaning.of(route.terms().server(), headers, Message.read(body.toArray()));
    } catch (UnsupportedRevision e) {
      throw new Refusal(Replies.REVISION_REFUSED.reason(), Replies.REVISION_REFUSED.detail());
    }
    // Nobody takes the headers away that the later era has no use for.
    if (headers.contains(Headers.SESSION)
        || headers.contains(Headers.RESUME)
        || meaning.wanted().task().isPresent()
        || meaning.relatedTask().isPresent()) {
      throw new Refusal(
          Reason.SESSION_UNKNOWN,
          "whose session or task this is, is not seen by a hook; use the proxy, or leave it out");
    }
    return meaning.wanted();
  }
}
