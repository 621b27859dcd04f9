package io.deputy.gateway.app;

import io.deputy.gateway.routes.HotRoutes;
import io.deputy.gateway.trust.BundleFeed;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Begins to listen to the issuer, to callers and to the operator's file. */
@ApplicationScoped
class Start {
  /** Behind the routes of the framework for health and metrics, before its "not found". */
  private static final int AFTER_THE_FRAMEWORK = 20_000;

  void callers(@Observes Router router, Assembly assembly, Drain drain) {
    router
        .route()
        .order(AFTER_THE_FRAMEWORK)
        .handler(
            context -> {
              if (drain.isClosed()) {
                Drain.turnAway(context.request());
              } else {
                assembly.handle(context.request());
              }
            });
  }

  void issuerAndOperator(
      @Observes StartupEvent started,
      BundleFeed feed,
      HotRoutes routes,
      Vertx vertx,
      Settings settings) {
    vertx.setPeriodic(
        settings.routesReload().toMillis(),
        timer -> vertx.executeBlocking(() -> look(routes), false));
  }

  private static Void look(HotRoutes routes) {
    routes.look();
    return null;
  }
}
