package io.deputy.issuer.console;

import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.issuer.audit.ChainRecord;
import io.deputy.issuer.audit.FilterReader;
import io.deputy.issuer.audit.RecordReader;
import io.quarkus.oidc.AuthorizationCodeFlow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** {@code /console/chains/…}: one chain. */
@Path("/console/chains/{id}")
@AuthorizationCodeFlow
@RolesAllowed({Role.AUDITOR, Role.OPERATOR})
public class ChainPage {
  private final Visitor visitor;
  private final RecordReader reader;
  private final Clock clock;

  ChainPage(Visitor visitor, RecordReader reader, Clock clock) {
    this.visitor = visitor;
    this.reader = reader;
    this.clock = clock;
  }

  /** The chain, and two of its hops compared if two are named. */
  @GET
  public Response chain(@PathParam("id") String id, @Context UriInfo uri) {
    Map<String, List<String>> query = uri.getQueryParameters();
    return Answers.page(
        visitor,
        () ->
            Pages.chain(
                visitor,
                ChainView.of(
                    read(id),
                    FilterReader.uuid(query, "left").map(HopId::new),
                    FilterReader.uuid(query, "right").map(HopId::new),
                    clock.instant())));
  }

  private ChainRecord read(String id) throws Refusal {
    return reader.chain(FilterReader.chain(id)).orElseThrow(() -> ChainRecord.unknown(id));
  }
}
