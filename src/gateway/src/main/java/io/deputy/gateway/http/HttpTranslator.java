package io.deputy.gateway.http;

import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Message;
import io.deputy.gateway.gate.Translator;
import io.deputy.gateway.routes.Route;
import java.util.List;
import java.util.Optional;

/** The request line is all that plain HTTP asks with. */
public final class HttpTranslator implements Translator {
  @Override
  public Asked asked(Route route, Message message, Optional<String> traceParent) throws Refusal {
    Request request =
        HttpAdapter.request(
            route.terms().server(),
            message.method(),
            message.path().isEmpty() ? "/" : message.path(),
            message.query());
    return new Asked(route, List.of(request), traceParent);
  }
}
