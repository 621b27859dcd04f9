package io.deputy.gateway.http;

import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.gateway.gate.Message;
import io.deputy.gateway.gate.Translator;
import io.deputy.gateway.routes.Route;
import java.util.List;

/** The request line is all that plain HTTP asks with. */
public final class HttpTranslator implements Translator {
  @Override
  public List<Request> requests(Route route, Message message) throws Refusal {
    return List.of(
        HttpAdapter.request(
            route.terms().server(),
            message.method(),
            message.path().isEmpty() ? "/" : message.path(),
            message.query()));
  }
}
