package io.deputy.issuer.console;

import io.quarkus.security.ForbiddenException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers people who are logged in and may not see, or do, what they ask for. */
class Strangers {
  private static final int FORBIDDEN = 403;

  private final Visitor visitor;

  Strangers(Visitor visitor) {
    this.visitor = visitor;
  }

  @ServerExceptionMapper
  Response mayNot(ForbiddenException fault) {
    return Answers.of(
        FORBIDDEN,
        Pages.problem(
            visitor,
            "This is not for you",
            "You are signed in, but your account may not do this here. Reading takes the role of an"
                + " auditor, revoking that of an operator; whoever runs this service says who has"
                + " them."));
  }
}
