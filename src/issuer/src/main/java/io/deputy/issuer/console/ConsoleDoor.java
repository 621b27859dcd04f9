package io.deputy.issuer.console;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * In front of everything below {@code /console}, static files included: closed unless people can
 * log in, and every answer carries what keeps a browser from doing anything else than showing it.
 */
@ApplicationScoped
public class ConsoleDoor {
  /** Where the console is. */
  public static final String PATH = "/console";

  /** Only from here, and no script or style within a page (Content Security Policy, level 3). */
  static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Logger LOG = Logger.getLogger(ConsoleDoor.class);

  /** Before the framework's authentication, which has 200. */
  private static final int FIRST = 1_000;

  private static final int NOT_FOUND = 404;

  private final ConsoleLogin login;

  ConsoleDoor(ConsoleLogin login) {
    this.login = login;
  }

  /** Whether a path is below the console's. */
  public static boolean isConsole(String path) {
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  void start(@Observes StartupEvent event) {
    if (login.provider().isPresent()) {
      LOG.infof("the console is at %s, with logins of %s", PATH, login.provider().get().issuer());
    } else {
      LOG.infof("%s is not served: set deputy.console.issuer to say where people log in", PATH);
    }
  }

  void stand(@Observes Filters filters) {
    filters.register(this::pass, FIRST);
  }

  private void pass(RoutingContext routing) {
    if (!isConsole(routing.normalizedPath())) {
      routing.next();
      return;
    }
    HttpServerResponse response = routing.response();
    if (login.provider().isEmpty()) {
      response.setStatusCode(NOT_FOUND).end();
      return;
    }
    response
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "same-origin")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    routing.next();
  }
}
