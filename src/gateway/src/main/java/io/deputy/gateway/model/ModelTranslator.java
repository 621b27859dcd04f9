package io.deputy.gateway.model;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Message;
import io.deputy.gateway.gate.Translator;
import io.deputy.gateway.proxy.Described;
import io.deputy.gateway.routes.Route;
import io.deputy.gateway.routes.Routes;
import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides requests to models for somebody else who passes them on, as they are: where the route
 * gives a model another name, that would be another request.
 */
public final class ModelTranslator implements Translator {
  private final Supplier<Routes> routes;

  /**
   * @param routes those in force: what is destructive on an MCP route is so through a model too
   */
  public ModelTranslator(Supplier<Routes> routes) {
    this.routes = routes;
  }

  @Override
  public Asked asked(Route route, Message message, Optional<String> traceParent) throws Refusal {
    MultiMap headers = Described.headers(message);
    Bytes body = message.wholeBody();
    ModelAdapter.requireNotSteered(headers);
    ModelAdapter.requireJson(headers);
    ModelMessage read =
        ModelMessage.read(
            (Route.Model) route,
            message.method(),
            message.path(),
            Optional.of(message.query()).filter(query -> !query.isEmpty()),
            body);
    if (!read.body().equals(body)) {
      throw new Refusal(
          Reason.MESSAGE_AMBIGUOUS,
          "the route gives this model another name, which a hook cannot write into the body; ask"
              + " for the model by its own name, or use the proxy");
    }
    ModelAdapter.requireHarmless(read, routes.get());
    return new Asked(route, read.requests(), read.unseen(), traceParent);
  }
}
