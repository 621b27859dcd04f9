package io.deputy.gateway.agent;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Message;
import io.deputy.gateway.gate.Translator;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.proxy.Described;
import io.deputy.gateway.routes.Route;
import io.vertx.core.MultiMap;
import java.util.Optional;

/**
 * Decides messages to agents for somebody else who passes them on: those that begin something.
 * Whose tasks and conversations are whose, only the proxy sees, and it alone filters lists and
 * cards.
 */
public final class AgentTranslator implements Translator {
  @Override
  public Asked asked(Route route, Message message, Optional<String> traceParent) throws Refusal {
    Route.Agent agent = (Route.Agent) route;
    MultiMap headers = Described.headers(message);
    Bytes body = message.wholeBody();
    AgentAdapter.requireUnencoded(headers);
    AgentAdapter.requireJson(headers, body);
    AgentMessage read =
        AgentMessage.read(
            agent,
            message.method(),
            message.path(),
            Optional.of(message.query()).filter(query -> !query.isEmpty()),
            Arrival.header(headers, "a2a-version"),
            body);
    if (!read.operation().isMessage()) {
      throw new Refusal(
          Reason.METHOD_UNKNOWN,
          "a hook lets only messages to agents pass; for tasks, lists and cards use the proxy");
    }
    if (!read.tasks().isEmpty() || !read.contexts().isEmpty()) {
      throw new Refusal(
          Reason.SESSION_UNKNOWN,
          "whose task or conversation this is, is not seen by a hook; begin a new one, or use the"
              + " proxy");
    }
    return new Asked(route, read.requests(agent, Optional.empty()), traceParent);
  }
}
