package io.deputy.gateway.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.chain.Hop;
import io.deputy.chain.User;
import io.deputy.chain.VerifiedChain;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Caller;
import java.time.Instant;

/**
 * Who is asking, and around what.
 *
 * @param user whose authority the token carries
 * @param context everything else, as JSON: {@code agent}, who holds the token; {@code actors},
 *     every agent from the user to it; {@code chain}, {@code hop}, {@code expires_at}; {@code
 *     gateway}, {@code route}, {@code time}; {@code traceparent}, if there is one
 */
record Delegation(User user, ObjectNode context) {
  static Delegation of(String gateway, Caller caller, Asked asked, Instant now) {
    VerifiedChain chain = caller.honoured().chain();
    ObjectNode context = JsonNodeFactory.instance.objectNode();
    context.put("agent", chain.last().holder().agent());
    ArrayNode actors = context.putArray("actors");
    for (Hop hop : chain.hops()) {
      actors.addObject().put("agent", hop.holder().agent()).put("hop", hop.id().toString());
    }
    context.put("chain", chain.id().toString());
    context.put("hop", chain.last().id().toString());
    context.put("expires_at", chain.last().expiresAt().toString());
    context.put("gateway", gateway);
    context.put("route", asked.route().terms().id());
    context.put("time", now.toString());
    asked.traceParent().ifPresent(trace -> context.put("traceparent", trace));
    return new Delegation(chain.user(), context);
  }
}
