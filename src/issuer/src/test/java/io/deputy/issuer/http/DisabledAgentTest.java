package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.exchange.Connection;
import io.deputy.issuer.exchange.Exchange;
import io.deputy.issuer.exchange.ExchangeOutcome;
import io.deputy.issuer.ledger.HopRecord;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent in the middle of chains is disabled, or removed. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class DisabledAgentTest {
  private static final HopRecord.Source HERE = new HopRecord.Source("127.0.0.1", "0".repeat(32));
  private static final int ROUNDS = 3;

  /** What an exchange may be refused for while the researcher comes and goes. */
  private static final Set<Reason> GONE =
      EnumSet.of(
          Reason.CLIENT_DISABLED,
          Reason.ACTOR_DISABLED,
          Reason.CHAIN_ACTOR_DISABLED,
          Reason.TOKEN_REVOKED,
          Reason.DIRECTORY_SUPERSEDED);

  @Inject OwnerConnection database;
  @Inject Exchange exchange;

  private ObjectNode before;
  private Delegated chain;

  @BeforeEach
  void delegate() {
    before = Admin.directory();
    chain = Delegated.from("vera");
  }

  @AfterEach
  void restore() {
    Admin.restore(before);
  }

  private static void refused(Call call, int status, Reason reason) {
    call.send().statusCode(status).body("reason", equalTo(reason.code()));
  }

  private static void isActive(Delegated.Issued token, boolean active) {
    TokenForm.introspection("mcp-gateway", Acme.MCP_GATEWAY, token.token())
        .send()
        .statusCode(200)
        .body("active", equalTo(active));
  }

  private Call bySummarizer() {
    return Call.next("summarizer", Acme.SUMMARIZER, chain.third().token(), "summarizer");
  }

  private String revocations(String what) throws Exception {
    return database.ask("SELECT " + what + " FROM revocation WHERE agent = 'researcher'");
  }

  @Test
  void itCannotActOrBeGivenAnythingAndChainsThroughItAreDead() {
    isActive(chain.third(), true);
    Admin.disable("researcher").then().statusCode(200);
    refused(Delegated.toSummarizer(chain.second()), 401, Reason.CLIENT_DISABLED);
    refused(Delegated.toResearcher(chain.first()), 400, Reason.ACTOR_DISABLED);
    refused(bySummarizer(), 400, Reason.CHAIN_ACTOR_DISABLED);
    isActive(chain.second(), false);
    isActive(chain.third(), false);
    isActive(chain.first(), true);
  }

  @Test
  void whatItHeldStaysDeadWhenItIsEnabledAgainWhicheverWayItWasGone() throws Exception {
    ObjectNode without = before.deepCopy();
    ObjectNode disabled = before.deepCopy();
    disabled.get("agents").forEach(DisabledAgentTest::disableTheResearcher);
    Admin.removeAgent(without, "researcher");
    for (ObjectNode gone : List.of(disabled, without)) {
      String count = revocations("count(*)");
      chain = Delegated.from("vera");
      Admin.put("/admin/directory", gone.toString(), "*").then().statusCode(200);
      assertThat(revocations("count(*)")).as("one more").isNotEqualTo(count);
      Admin.restore(before);
      refused(Delegated.toSummarizer(chain.second()), 400, Reason.TOKEN_REVOKED);
      isActive(chain.third(), false);
      Delegated.Issued later = Delegated.Issued.by(Delegated.toResearcher(chain.first()));
      Delegated.toSummarizer(later).send().statusCode(200);
    }
  }

  private static void disableTheResearcher(JsonNode agent) {
    if (agent.get("id").textValue().equals("researcher")) {
      ((ObjectNode) agent).put("disabled", true);
    }
  }

  @Test
  void theRecordSaysWhoRevokedAndByWhichVersionOnce() throws Exception {
    Admin.disable("researcher").then().statusCode(200);
    String last = " FROM revocation WHERE agent = 'researcher' ORDER BY cursor DESC LIMIT 1";
    String version = database.ask("SELECT max(version) FROM directory_history");
    assertThat(database.ask("SELECT by_kind || ' ' || by_name || ': ' || purpose" + last))
        .isEqualTo("operator olivia: disabled by version " + version + " of the directory");
    String count = revocations("count(*)");
    Admin.put("/admin/agents/retired", Admin.agent("retired").put("max_depth", 1).toString(), "*")
        .then()
        .statusCode(200);
    assertThat(revocations("count(*)")).isEqualTo(count);
  }

  @Test
  void aDryRunNamesWhatIsUnderItAndRevokesNothing() throws Exception {
    String count = revocations("count(*)");
    Admin.put(
            "/admin/agents/researcher?dry_run=true",
            Admin.agent("researcher").put("disabled", true).toString(),
            "*")
        .then()
        .statusCode(200)
        .body("shrinks.hops.hop", hasItems(chain.second().hop(), chain.third().hop()))
        .body("shrinks.hops.hop", not(hasItem(chain.first().hop())));
    assertThat(revocations("count(*)")).isEqualTo(count);
    isActive(chain.third(), true);
    TokenForm.revocation(Acme.operator()).with("hop", chain.second().hop()).send().statusCode(200);
    Admin.put(
            "/admin/agents/researcher?dry_run=true",
            Admin.agent("researcher").put("disabled", true).toString(),
            "*")
        .then()
        .statusCode(200)
        .body("shrinks.hops.hop", not(hasItem(chain.second().hop())))
        .body("shrinks.hops.hop", not(hasItem(chain.third().hop())));
  }

  @Test
  void noHopSlipsInBetweenWhileOthersExchangeWithItAndUnderIt() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<Integer>> exchanging = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        exchanging.add(threads.submit(() -> exchangeUntil(enough)));
      }
      for (int round = 0; round < ROUNDS; round++) {
        Admin.waitForTheNextSecond();
        Admin.disable("researcher").then().statusCode(200);
        assertThat(alive()).as("round %d", round).isEqualTo("0");
        Admin.restore(before);
      }
      enough.set(true);
      for (Future<Integer> recorded : exchanging) {
        assertThat(recorded.get()).isGreaterThan(ROUNDS);
      }
    } finally {
      enough.set(true);
      threads.shutdownNow();
    }
  }

  /** Hops that the researcher holds, or that came from one, of which nobody says they are dead. */
  private String alive() throws Exception {
    return database.ask(
        """
        SELECT count(*) FROM hop h WHERE revocation_of(h.id) IS NULL
          AND EXISTS (SELECT FROM lineage(h.id) l WHERE l.actor = 'researcher')
        """);
  }

  /** From the first hop down to the summarizer's, as far as it gets. */
  private int exchangeUntil(AtomicBoolean enough) {
    int recorded = 0;
    while (!enough.get()) {
      Optional<String> first = exchanged(Call.byOrchestrator());
      Optional<String> second =
          first.flatMap(
              token ->
                  exchanged(Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher")));
      Optional<String> third =
          second.flatMap(
              token -> exchanged(Call.next("researcher", Acme.RESEARCHER, token, "researcher")));
      recorded += third.isPresent() ? 1 : 0;
    }
    return recorded;
  }

  private Optional<String> exchanged(Call call) {
    ExchangeOutcome outcome =
        exchange.exchange(
            call.with(
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .assertedBy(Acme.assertion(call.agent(), call.key()))
                .parameters(),
            Connection.BARE,
            Optional.empty(),
            HERE);
    if (outcome instanceof ExchangeOutcome.Exchanged token) {
      return Optional.of(token.token().expose());
    }
    assertThat(((ExchangeOutcome.Refused) outcome).reason()).isIn(GONE);
    return Optional.empty();
  }
}
