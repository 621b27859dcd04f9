package io.deputy.issuer.console;

import io.deputy.Refusal;
import io.deputy.issuer.audit.FilterReader;
import io.deputy.issuer.audit.RecordReader;
import io.deputy.issuer.audit.RevocationTarget;
import io.deputy.issuer.exchange.Form;
import io.deputy.issuer.exchange.Purpose;
import io.deputy.issuer.http.Sources;
import io.deputy.issuer.revocation.RevocationLog;
import io.deputy.issuer.revocation.Revoker;
import io.deputy.verify.Revocation;
import io.quarkus.oidc.AuthorizationCodeFlow;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code /console/revoke}: what a revocation takes, the revocation, and who still tries. */
@Path("/console/revoke")
@AuthorizationCodeFlow
@RolesAllowed({Role.AUDITOR, Role.OPERATOR})
public class RevokePage {
  private static final int SEE_OTHER = 303;

  private final Visitor visitor;
  private final Forms forms;
  private final RecordReader reader;
  private final RevocationLog log;
  private final Clock clock;

  RevokePage(Visitor visitor, Forms forms, RecordReader reader, RevocationLog log, Clock clock) {
    this.visitor = visitor;
    this.forms = forms;
    this.reader = reader;
    this.log = log;
    this.clock = clock;
  }

  /** What it takes, for everybody; with the form, for operators. */
  @GET
  public Response show(@Context UriInfo uri) {
    Map<String, List<String>> query = uri.getQueryParameters();
    return Answers.page(
        visitor,
        () -> {
          if (query.values().stream().allMatch(values -> values.equals(List.of("")))) {
            return Pages.revoke(visitor, RevokeView.NOTHING);
          }
          Instant now = clock.instant();
          Revocation revocation = RevocationTarget.read(query, now);
          return Pages.revoke(
              visitor, RevokeView.of(revocation, reader.blastRadius(revocation, now), now));
        });
  }

  /** Revokes, and shows what it took. */
  @POST
  @RolesAllowed(Role.OPERATOR)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response revoke(MultivaluedMap<String, String> form, @Context HttpServerRequest request) {
    if (!forms.areOurs(form, request)) {
      return forms.refused();
    }
    try {
      Revocation revocation = RevocationTarget.read(form, clock.instant());
      log.record(
          revocation,
          new Revoker.ByOperator(visitor.operator()),
          Purpose.of(new Form(form, Set.of())),
          Sources.of(request));
      return Response.status(SEE_OTHER).location(shown(form)).build();
    } catch (Refusal refusal) {
      return Answers.refused(visitor, refusal);
    }
  }

  private static URI shown(Map<String, List<String>> form) throws Refusal {
    Map<String, String> named = new TreeMap<>();
    for (String name : RevocationTarget.NAMES) {
      named.put(name, FilterReader.single(form, name).orElse(""));
    }
    return URI.create(ConsoleDoor.PATH + "/revoke" + Query.of(named));
  }
}
