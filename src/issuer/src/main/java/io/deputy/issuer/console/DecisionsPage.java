package io.deputy.issuer.console;

import io.deputy.issuer.audit.DecisionPoints;
import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.FilterReader;
import io.deputy.issuer.audit.FoundDecision;
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
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code /console/decisions}: what gateways decided, over time. */
@Path("/console/decisions")
@AuthorizationCodeFlow
@RolesAllowed({Role.AUDITOR, Role.OPERATOR})
public class DecisionsPage {
  private final Visitor visitor;
  private final RecordReader reader;
  private final Clock clock;

  DecisionsPage(Visitor visitor, RecordReader reader, Clock clock) {
    this.visitor = visitor;
    this.reader = reader;
    this.clock = clock;
  }

  /** What a filter lets through. */
  @GET
  public Response decisions(@Context UriInfo uri) {
    Map<String, List<String>> query = uri.getQueryParameters();
    return Answers.page(
        visitor,
        () -> {
          Filter filter = FilterReader.read(query, Set.of("after"));
          Page<FoundDecision> found =
              reader.decisions(filter, FilterReader.after(query), Page.DEFAULT_SIZE);
          Instant now = clock.instant();
          DecisionPoints points = reader.points(filter);
          FilterForm form = FilterForm.of(ConsoleDoor.PATH + "/decisions", query);
          return Pages.decisions(
              visitor,
              form,
              points.points().isEmpty()
                  ? List.of()
                  : List.of(
                      DecisionChart.of(points, DecisionChart.WIDE, now),
                      DecisionChart.of(points, DecisionChart.NARROW, now)),
              found.items().stream().map(decision -> row(decision, now)).toList(),
              found.next().map(place -> form.query(place.text())).orElse(""));
        });
  }

  private static Pages.DecisionRow row(FoundDecision decision, Instant now) {
    return new Pages.DecisionRow(
        Moment.of(decision.at(), now),
        decision.verdict().name().toLowerCase(Locale.ROOT),
        decision.reason(),
        !decision.verified(),
        Lines.name(decision.gateway()),
        decision.chain().map(Object::toString),
        decision.user().map(user -> Lines.name(user.subject())),
        decision.agents().stream().map(Lines::name).toList(),
        decision.names().stream().map(Lines::name).toList(),
        decision.servers().stream().map(Lines::name).toList(),
        decision.route().map(Lines::name),
        decision.trace().map(Lines::name),
        decision.content());
  }
}
