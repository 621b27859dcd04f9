package io.deputy.issuer.console;

import io.deputy.chain.ChainId;
import io.deputy.issuer.audit.FilterReader;
import io.deputy.issuer.replay.Audit;
import io.deputy.issuer.replay.Finding;
import io.deputy.issuer.replay.Report;
import io.quarkus.oidc.AuthorizationCodeFlow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.Locale;

/** {@code /console/chains/…/replay}: one chain, decided again. */
@Path("/console/chains/{id}/replay")
@AuthorizationCodeFlow
@RolesAllowed({Role.AUDITOR, Role.OPERATOR})
public class ReplayPage {
  private final Visitor visitor;
  private final Audit audit;

  ReplayPage(Visitor visitor, Audit audit) {
    this.visitor = visitor;
    this.audit = audit;
  }

  /** What comes out, beside what is recorded. */
  @GET
  public Response replay(@PathParam("id") String id) {
    return Answers.page(
        visitor,
        () -> {
          ChainId chain = FilterReader.chain(id);
          Report report = audit.replay(chain, new Audit.Asked.Then());
          return Pages.replay(
              visitor,
              chain.toString(),
              report.outcome().name().toLowerCase(Locale.ROOT),
              report.hops(),
              report.decisions(),
              report.findings().stream().map(Finding::describe).toList());
        });
  }
}
