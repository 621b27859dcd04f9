package io.deputy.issuer.console;

import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.FilterReader;
import io.deputy.issuer.audit.FoundChain;
import io.deputy.issuer.audit.Page;
import io.deputy.issuer.audit.RecordReader;
import io.quarkus.oidc.AuthorizationCodeFlow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /console}: chains, and the search for them. */
@Path("/console")
@AuthorizationCodeFlow
@RolesAllowed({Role.AUDITOR, Role.OPERATOR})
public class ChainsPage {
  private final Visitor visitor;
  private final RecordReader reader;
  private final Clock clock;

  ChainsPage(Visitor visitor, RecordReader reader, Clock clock) {
    this.visitor = visitor;
    this.reader = reader;
    this.clock = clock;
  }

  /** What a filter lets through. */
  @GET
  public Response chains(@Context UriInfo uri) {
    Map<String, List<String>> query = uri.getQueryParameters();
    return Answers.page(
        visitor,
        () -> {
          Filter filter = FilterReader.read(query, Set.of("after"));
          Page<FoundChain> found =
              reader.chains(filter, FilterReader.after(query), Page.DEFAULT_SIZE);
          FilterForm form = FilterForm.of(ConsoleDoor.PATH, query);
          Instant now = clock.instant();
          return Pages.chains(
              visitor,
              form,
              found.items().stream().map(chain -> row(chain, now)).toList(),
              found.next().map(place -> form.query(place.text())).orElse(""));
        });
  }

  private static Pages.ChainRow row(FoundChain chain, Instant now) {
    String state =
        chain.revoked() ? "revoked" : now.isBefore(chain.expiresAt()) ? "live" : "expired";
    return new Pages.ChainRow(
        chain.chain().toString(),
        Lines.name(chain.user().subject()),
        Lines.name(chain.user().issuer()),
        chain.agents().stream().map(Lines::name).toList(),
        chain.hops(),
        Moment.of(chain.began(), now),
        Moment.of(chain.expiresAt(), now),
        chain.purpose().map(Lines::name),
        state);
  }
}
