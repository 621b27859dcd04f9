package io.deputy.gateway.proxy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Kind;
import io.deputy.chain.Thumbprint;
import io.deputy.gateway.holder.Certificates;
import io.deputy.gateway.holder.Credentials;
import io.deputy.gateway.routes.Route;
import io.deputy.gateway.routes.Routes;
import io.deputy.gateway.trace.Traced;
import io.deputy.gateway.trace.Tracing;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Where requests come in: finds the route and hands over to the adapter of its protocol. */
public final class Entrance {
  private static final Logger LOG = Logger.getLogger(Entrance.class);
  private static final int NOT_FOUND = 404;

  private final String publicUrl;
  private final String issuer;
  private final Supplier<Routes> routes;
  private final Map<Kind, Adapter> adapters;
  private final Refusals refusals;
  private final Tracing tracing;

  /**
   * @param publicUrl under which callers reach this gateway, without a slash at the end
   * @param issuer whose tokens are honoured
   * @param routes those in force now
   * @param adapters one for each kind of route
   */
  public Entrance(
      String publicUrl,
      String issuer,
      Supplier<Routes> routes,
      Map<Kind, Adapter> adapters,
      Refusals refusals,
      Tracing tracing) {
    this.publicUrl = publicUrl;
    this.issuer = issuer;
    this.routes = routes;
    this.adapters = Map.copyOf(adapters);
    this.refusals = refusals;
    this.tracing = tracing;
  }

  /** Handles one request to its end. */
  public void handle(HttpServerRequest request) {
    request.pause();
    String path = Optional.ofNullable(request.path()).orElse("");
    if (path.startsWith(Refusals.METADATA)) {
      metadata(request, path.substring(Refusals.METADATA.length()));
      return;
    }
    Optional<Route> route = routes.get().at(path).filter(r -> r.terms().upstream().isPresent());
    if (route.isEmpty()) {
      notFound(request);
      return;
    }
    Arrival arrival = arrival(request, route.get(), path);
    try {
      adapters.get(route.get().kind()).handle(arrival);
    } catch (RuntimeException e) {
      LOG.error("a request could not be decided", e);
      refusals.answer(
          arrival, new Refusal(Reason.INTERNAL_ERROR, "the request could not be decided"));
    }
  }

  private Arrival arrival(HttpServerRequest request, Route route, String path) {
    String own = route.terms().path();
    Optional<Thumbprint> certificate = Certificates.proven(request.sslSession());
    return new Arrival(
        request,
        route,
        own.equals("/") ? path : path.substring(own.length()),
        new Credentials(
            request.headers().getAll("authorization"),
            request.headers().getAll("dpop"),
            request.method().name(),
            publicUrl + path,
            certificate),
        traced(request, route));
  }

  /** What follows from the request belongs to its span: what is asked, kept and forwarded. */
  private Traced traced(HttpServerRequest request, Route route) {
    MultiMap headers = request.headers();
    Traced traced =
        tracing.begin(
            route.terms().id(), headers.getAll("traceparent"), headers.getAll("tracestate"));
    if (!traced.headers().isEmpty()) {
      headers.remove("tracestate");
      traced.headers().forEach(headers::set);
    }
    return traced;
  }

  private static void notFound(HttpServerRequest request) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("error", "invalid_request");
    body.put("error_description", "there is no such route");
    body.put("reason", Reason.ROUTE_UNKNOWN.code());
    request.resume();
    request
        .response()
        .setStatusCode(NOT_FOUND)
        .putHeader("content-type", "application/json")
        .end(body.toString());
  }

  /** RFC 9728, section 3.2. */
  private void metadata(HttpServerRequest request, String path) {
    Optional<Route> route = routes.get().at(path).filter(r -> r.terms().path().equals(path));
    if (route.isEmpty() || !request.method().name().equals("GET")) {
      notFound(request);
      return;
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("resource", publicUrl + path);
    body.putArray("authorization_servers").add(issuer);
    var scopes = body.putArray("scopes_supported");
    route.get().terms().scopes().keySet().forEach(scopes::add);
    body.putArray("bearer_methods_supported").add("header");
    body.putArray("authorization_details_types_supported").add(route.get().kind().wire());
    body.putArray("dpop_signing_alg_values_supported").add("EdDSA").add("ES256");
    body.put("dpop_bound_access_tokens_required", false);
    body.put("tls_client_certificate_bound_access_tokens", true);
    request.resume();
    request
        .response()
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "max-age=300")
        .end(body.toString());
  }
}
