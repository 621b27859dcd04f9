package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.capability.Rights;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.directory.BreakGlass;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.Grant;
import io.deputy.issuer.exchange.Actors;
import io.deputy.issuer.exchange.Connection;
import io.deputy.issuer.exchange.Consents;
import io.deputy.issuer.exchange.Exchange;
import io.deputy.issuer.exchange.ExchangeOutcome;
import io.deputy.issuer.exchange.KeyProofs;
import io.deputy.issuer.exchange.Users;
import io.deputy.issuer.identity.AssertedCallers;
import io.deputy.issuer.identity.RegisteredCallers;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.json.RightsJson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator changes her mind between two hops: the directory of now counts. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class BreakGlassNowTest {
  private static final HopRecord.Source HERE = new HopRecord.Source("127.0.0.1", "0".repeat(32));

  @Inject Directory directory;
  @Inject Clock clock;
  @Inject KeyProofs keyProofs;
  @Inject Users users;
  @Inject Actors actors;
  @Inject Consents consents;
  @Inject IssuerKeys keys;
  @Inject RateLimits limits;
  @Inject Ledger ledger;

  private String parent;

  @BeforeEach
  void aTokenThatMayDelete() {
    parent =
        Call.first(
                "courier",
                Acme.COURIER,
                Acme.alice("courier")
                    .with("groups", List.of("engineering", "on-call"))
                    .with("scope", "repos:delete issues:write"))
            .without("authorization_details")
            .with("scope", "repos:delete issues:write")
            .with("purpose", "clean up")
            .token();
  }

  private ExchangeOutcome exchanged(BreakGlass marked, List<Grant> grants, Call call) {
    Directory now =
        new Directory(
            directory.digest(),
            directory.canonical(),
            directory.issuers(),
            directory.scopes(),
            grants,
            marked,
            directory.agents(),
            directory.gateways(),
            directory.operators(),
            directory.trustDomains());
    Exchange exchange =
        new Exchange(
            clock,
            new RegisteredCallers(
                new AssertedCallers(now, Set.of(Acme.TOKEN_ENDPOINT)),
                Optional.empty(),
                Optional.empty()),
            keyProofs,
            users,
            actors,
            consents,
            now,
            keys,
            limits,
            ledger);
    return exchange.exchange(
        call.with("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            .assertedBy(Acme.assertion(call.agent(), call.key()))
            .parameters(),
        Connection.BARE,
        Optional.empty(),
        HERE);
  }

  private Call next(String asked) {
    return Call.next("courier", Acme.COURIER, parent, "orchestrator")
        .without("scope")
        .with("authorization_details", asked)
        .with("purpose", "clean up");
  }

  private static void notGranted(ExchangeOutcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            ExchangeOutcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.BREAK_GLASS_NOT_GRANTED));
  }

  private static ExchangeOutcome.Exchanged token(ExchangeOutcome outcome) {
    assertThat(outcome).isInstanceOf(ExchangeOutcome.Exchanged.class);
    return (ExchangeOutcome.Exchanged) outcome;
  }

  @Test
  void aGrantThatIsNoBreakGlassGrantAnyMoreGivesNothing() {
    List<Grant> ordinary =
        directory.grants().stream().map(g -> new Grant(g.to(), g.rights(), false)).toList();
    token(exchanged(directory.breakGlass(), directory.grants(), next(Acme.DELETE)));
    notGranted(exchanged(directory.breakGlass(), ordinary, next(Acme.DELETE)));
  }

  @Test
  void whatIsMarkedSinceIsNotHandedOn() throws Exception {
    Rights issues = RightsJson.read(Acme.ISSUES);
    BreakGlass since = new BreakGlass(Duration.ofMinutes(1), issues);
    notGranted(exchanged(since, directory.grants(), next(Acme.ISSUES)));
    notGranted(exchanged(since, directory.grants(), next(Acme.SEARCH)));
    Call same = next("").with("scope", "deputy:same");
    Rights kept = token(exchanged(since, directory.grants(), same)).rights();
    assertThat(kept.intersect(issues)).isEqualTo(Rights.NONE);
    assertThat(kept.sameAs(RightsJson.read(Acme.DELETE))).isTrue();
  }

  @Test
  void theShortestLifetimeIsThatOfNow() {
    BreakGlass shorter = new BreakGlass(Duration.ofSeconds(5), directory.breakGlass().rights());
    assertThat(token(exchanged(shorter, directory.grants(), next(Acme.DELETE))).lifetime())
        .isEqualTo(Duration.ofSeconds(5));
  }
}
