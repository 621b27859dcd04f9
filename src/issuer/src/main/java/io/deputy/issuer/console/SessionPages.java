package io.deputy.issuer.console;

import io.quarkus.oidc.AuthorizationCodeFlow;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;

/** Coming and going. */
@Path("/console")
@AuthorizationCodeFlow
@Authenticated
public class SessionPages {
  private static final int OK = 200;
  private static final int SEE_OTHER = 303;

  /** To clear a cookie; nothing is asked of anybody. */
  private static final Duration LOGOUT = Duration.ofSeconds(5);

  private final OidcSession session;
  private final Forms forms;

  SessionPages(OidcSession session, Forms forms) {
    this.session = session;
    this.forms = forms;
  }

  /** Where the provider sends people back to; who comes here otherwise is at the wrong door. */
  @GET
  @Path("/login")
  public Response login() {
    return Response.status(SEE_OTHER).location(URI.create(ConsoleDoor.PATH)).build();
  }

  /** Ends the session here. */
  @POST
  @Path("/logout")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response logout(MultivaluedMap<String, String> form, @Context HttpServerRequest request) {
    if (!forms.areOurs(form, request)) {
      return forms.refused();
    }
    Uni<Void> done = session.logout();
    done.await().atMost(LOGOUT);
    return Answers.of(
        OK,
        Pages.notice(
            "You are signed out",
            "Your session at this console has ended. Where you signed in you may still be signed"
                + " in: sign out there, too, if this is not your own machine."));
  }
}
