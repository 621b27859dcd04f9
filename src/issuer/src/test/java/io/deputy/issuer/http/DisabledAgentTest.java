package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.deputy.Reason;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.Actors;
import io.deputy.issuer.exchange.Connection;
import io.deputy.issuer.exchange.Consents;
import io.deputy.issuer.exchange.Exchange;
import io.deputy.issuer.exchange.ExchangeOutcome;
import io.deputy.issuer.exchange.KeyProofs;
import io.deputy.issuer.exchange.Users;
import io.deputy.issuer.identity.AssertedCallers;
import io.deputy.issuer.identity.RegisteredCallers;
import io.deputy.issuer.introspection.Introspection;
import io.deputy.issuer.introspection.IntrospectionOutcome;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.issuer.revocation.DisabledAgents;
import io.deputy.issuer.revocation.RevocationLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent in the middle of chains is disabled: by another version of the directory. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class DisabledAgentTest {
  private static final HopRecord.Source HERE = new HopRecord.Source("127.0.0.1", "0".repeat(32));
  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  @Inject OwnerConnection database;
  @Inject Directory directory;
  @Inject Clock clock;
  @Inject KeyProofs keyProofs;
  @Inject Users users;
  @Inject Actors actors;
  @Inject Consents consents;
  @Inject IssuerKeys keys;
  @Inject RateLimits limits;
  @Inject Ledger ledger;
  @Inject RevocationLog log;

  private Directory without;
  private Exchange exchange;
  private Introspection introspection;
  private Delegated chain;

  @BeforeEach
  void disableTheResearcher() {
    chain = Delegated.from("vera");
    Agent agent = directory.agent("researcher").orElseThrow();
    Map<String, Agent> agents = new HashMap<>(directory.agents());
    agents.put(
        agent.id(),
        new Agent(
            agent.id(),
            agent.keys(),
            agent.method(),
            agent.ceiling(),
            agent.delegates(),
            agent.maxDepth(),
            agent.maxLifetime(),
            agent.bearer(),
            agent.spiffeId(),
            true));
    without =
        new Directory(
            directory.digest(),
            directory.canonical(),
            directory.issuers(),
            directory.scopes(),
            directory.grants(),
            directory.breakGlass(),
            agents,
            directory.gateways(),
            directory.operators(),
            directory.trustDomains());
    RegisteredCallers callers =
        new RegisteredCallers(
            new AssertedCallers(without, Set.of(Acme.TOKEN_ENDPOINT)),
            Optional.empty(),
            Optional.empty());
    exchange =
        new Exchange(
            clock, callers, keyProofs, users, actors, consents, without, keys, limits, ledger);
    introspection = new Introspection(clock, callers, without, keys, ledger, log);
  }

  /** What others are given from the next second on lives. */
  @AfterEach
  void waitForTheNextSecond() throws InterruptedException {
    Thread.sleep(1_100);
  }

  private void refused(Call call, Reason reason) {
    ExchangeOutcome outcome =
        exchange.exchange(
            call.with("client_assertion_type", ASSERTION_TYPE)
                .assertedBy(Acme.assertion(call.agent(), call.key()))
                .parameters(),
            Connection.BARE,
            Optional.empty(),
            HERE);
    assertThat(outcome).isInstanceOf(ExchangeOutcome.Refused.class);
    assertThat(((ExchangeOutcome.Refused) outcome).reason()).isEqualTo(reason);
  }

  private IntrospectionOutcome asked(String token, AcmeKey key) {
    return introspection.introspect(
        Map.of(
            "token", List.of(token),
            "client_assertion_type", List.of(ASSERTION_TYPE),
            "client_assertion", List.of(Acme.assertion("mcp-gateway", key).compact())),
        Connection.BARE);
  }

  private Call bySummarizer() {
    return Call.next("summarizer", Acme.SUMMARIZER, chain.third().token(), "summarizer");
  }

  @Test
  void itCannotActOrBeGivenAnythingAndChainsThroughItAreDead() {
    refused(Delegated.toSummarizer(chain.second()), Reason.CLIENT_DISABLED);
    refused(Delegated.toResearcher(chain.first()), Reason.ACTOR_DISABLED);
    refused(bySummarizer(), Reason.CHAIN_ACTOR_DISABLED);
    for (Delegated.Issued dead : List.of(chain.second(), chain.third())) {
      assertThat(asked(dead.token(), Acme.MCP_GATEWAY))
          .isEqualTo(new IntrospectionOutcome.Inactive(Reason.CHAIN_ACTOR_DISABLED));
    }
    assertThat(asked(chain.first().token(), Acme.MCP_GATEWAY))
        .isInstanceOf(IntrospectionOutcome.Active.class);
  }

  @Test
  void whatItHeldStaysDeadWhenItIsEnabledAgain() throws Exception {
    String counted = "SELECT count(*) FROM revocation WHERE agent = 'researcher'";
    DisabledAgents disabled = new DisabledAgents(clock, log);
    disabled.revoke(without, Acme.ISSUER, HERE);
    String once = database.ask(counted);
    Thread.sleep(1_100);
    disabled.revoke(without, Acme.ISSUER, HERE);
    assertThat(database.ask(counted)).isEqualTo(once);
    Delegated.toSummarizer(chain.second())
        .send()
        .statusCode(400)
        .body("reason", equalTo("token_revoked"));
    TokenForm.introspection("mcp-gateway", Acme.MCP_GATEWAY, chain.third().token())
        .send()
        .statusCode(200)
        .body("active", equalTo(false));
    Delegated.Issued later = Delegated.Issued.by(Delegated.toResearcher(chain.first()));
    Delegated.toSummarizer(later).send().statusCode(200);
  }
}
