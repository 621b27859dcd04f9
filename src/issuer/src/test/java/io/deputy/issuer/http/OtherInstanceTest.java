package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.directory.DirectoryHistory;
import io.deputy.issuer.directory.DirectoryReader;
import io.deputy.issuer.exchange.Actors;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.exchange.Consents;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.Exchange;
import io.deputy.issuer.exchange.ExchangeOutcome;
import io.deputy.issuer.exchange.KeyProofs;
import io.deputy.issuer.exchange.Users;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.issuer.ledger.RecordedHop;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.issuer.log.Promises;
import io.deputy.log.LogEntry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A second issuer on the same database, with a view of the directory of its own. Time stands still
 * for it unless a test moves it, so by itself it never learns that the directory changed.
 */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class OtherInstanceTest {
  private static final HopRecord.Source SOURCE =
      new HopRecord.Source("192.0.2.1", "0af7651916cd43dd8448eb211c80319c");

  @Inject OwnerConnection database;
  @Inject DirectoryHistory history;
  @Inject DirectoryReader reader;
  @Inject Clock clock;
  @Inject Callers callers;
  @Inject KeyProofs keyProofs;
  @Inject Users users;
  @Inject Actors actors;
  @Inject Consents consents;
  @Inject IssuerKeys keys;
  @Inject RateLimits limits;
  @Inject Ledger ledger;
  @Inject Promises promises;

  private final AtomicLong nanoTime = new AtomicLong();
  private Directories directories;
  private Exchange other;
  private ObjectNode before;

  @BeforeEach
  void start() throws Exception {
    before = Admin.directory();
    directories = new Directories(history, reader, nanoTime::get);
    directories.latest();
    other = recordingIn(ledger);
  }

  @AfterEach
  void restore() {
    Admin.restore(before);
  }

  /** Records like {@code ledger}, but each time the directory changes just before. */
  private record Changing(Ledger ledger) implements Ledger {
    @Override
    public LogEntry record(HopRecord hop, List<OneTimeToken> used) throws Refusal {
      int depth = Admin.agent("retired").path("max_depth").asInt();
      Admin.put(
              "/admin/agents/retired",
              Admin.agent("retired").put("max_depth", (depth + 1) % 8).toString(),
              "*")
          .then()
          .statusCode(200);
      return ledger.record(hop, used);
    }

    @Override
    public void use(List<OneTimeToken> used) throws Refusal {
      ledger.use(used);
    }

    @Override
    public List<RecordedHop> read(List<HopId> hops) throws Refusal {
      return ledger.read(hops);
    }
  }

  private Exchange recordingIn(Ledger where) {
    return new Exchange(
        clock,
        callers,
        keyProofs,
        users,
        actors,
        consents,
        directories,
        keys,
        limits,
        where,
        promises);
  }

  /** Asks the running issuer for a pull with everything that counts once. */
  private static Call pull() {
    String parent = Call.byOrchestrator().token();
    return Call.next("researcher", Acme.RESEARCHER, parent, "researcher")
        .with(
            "consent",
            Acme.consent("orchestrator", Acme.ORCHESTRATOR, parent, "researcher", Acme.RESEARCHER)
                .compact())
        .without("scope")
        .with("authorization_details", Acme.SEARCH);
  }

  @Test
  void whatCountsOnceIsNotUsedUpWhenTheDirectoryChangesTwiceMeanwhile() {
    Map<String, List<String>> form = form(pull());
    Optional<Credential> proof =
        Optional.of(
            new Credential(Acme.proof(Acme.RESEARCHER).with("nonce", Call.nonce()).compact()));
    assertThat(
            recordingIn(new Changing(ledger))
                .exchange(form, io.deputy.issuer.exchange.Connection.BARE, proof, SOURCE))
        .isInstanceOfSatisfying(
            ExchangeOutcome.Refused.class,
            r -> assertThat(r.reason()).isEqualTo(Reason.DIRECTORY_SUPERSEDED));
    assertThat(other.exchange(form, io.deputy.issuer.exchange.Connection.BARE, proof, SOURCE))
        .isInstanceOf(ExchangeOutcome.Exchanged.class);
    assertThat(other.exchange(form, io.deputy.issuer.exchange.Connection.BARE, proof, SOURCE))
        .isInstanceOfSatisfying(
            ExchangeOutcome.Refused.class,
            r -> assertThat(r.reason().code()).endsWith("_replayed"));
  }

  private ExchangeOutcome exchange(Call call) {
    return other.exchange(
        form(call), io.deputy.issuer.exchange.Connection.BARE, Optional.empty(), SOURCE);
  }

  private static Map<String, List<String>> form(Call call) {
    Map<String, List<String>> form = new HashMap<>(call.parameters());
    form.put(
        "client_assertion_type", List.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    form.put("client_assertion", List.of(Acme.assertion(call.agent(), call.key()).compact()));
    return form;
  }

  private void refused(Call call, Reason reason) {
    assertThat(exchange(call))
        .isInstanceOfSatisfying(
            ExchangeOutcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  private void exchanged(Call call) {
    assertThat(exchange(call)).isInstanceOf(ExchangeOutcome.Exchanged.class);
  }

  @Test
  void anAgentThatWasDisabledHereNeitherActsNorExtendsThere() {
    Call extending =
        Call.next("orchestrator", Acme.ORCHESTRATOR, Call.byOrchestrator().token(), "orchestrator");
    exchanged(Call.byOrchestrator());
    exchanged(extending);
    Admin.disable("orchestrator").then().statusCode(200);
    refused(Call.byOrchestrator(), Reason.CLIENT_DISABLED);
    refused(extending, Reason.CLIENT_DISABLED);
  }

  @Test
  void aKeyThatWasRemovedHereIsNoneThere() {
    Call call = Call.first("orchestrator", Acme.ORCHESTRATOR_OTHER, Acme.alice("orchestrator"));
    exchanged(call);
    ObjectNode orchestrator = Admin.entry("agents", 0);
    orchestrator.set("keys", Admin.tree(Acme.ORCHESTRATOR.jwks()));
    Admin.put("/admin/agents/orchestrator", orchestrator.toString(), "*").then().statusCode(200);
    refused(call, Reason.CLIENT_ASSERTION_INVALID);
  }

  @Test
  void aRightThatWasWithdrawnHereIsGoneThere() {
    Call extending =
        Call.next("orchestrator", Acme.ORCHESTRATOR, Call.byOrchestrator().token(), "researcher");
    exchanged(extending);
    Admin.delete("/admin/grants/" + before.at("/grants/0/id").textValue(), "*")
        .then()
        .statusCode(200);
    refused(extending, Reason.RIGHTS_EXCEED_USER);
  }

  @Test
  void whatChangedWithoutTouchingAnExchangeDoesNotRefuseIt() {
    Admin.disable("researcher").then().statusCode(200);
    exchanged(Call.byOrchestrator());
  }

  @Test
  void aViewIsReadAgainWhenItIsTooOld() throws Exception {
    long version = directories.current().number();
    Admin.disable("researcher").then().statusCode(200);
    assertThat(directories.current().number()).isEqualTo(version);
    nanoTime.addAndGet(Directories.MAX_AGE.toNanos());
    assertThat(directories.current().number()).isEqualTo(version + 1);
    assertThat(directories.current().directory().agent("researcher").orElseThrow().disabled())
        .isTrue();
  }

  @Test
  void aViewThatCannotBeReadAgainIsNotUsed() throws Exception {
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE directory_history IN ACCESS EXCLUSIVE MODE");
      directories.current();
      nanoTime.addAndGet(Directories.MAX_AGE.toNanos());
      assertThatThrownBy(directories::current)
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.RECORD_UNAVAILABLE));
      refused(Call.byOrchestrator(), Reason.RECORD_UNAVAILABLE);
      connection.rollback();
    }
    exchanged(Call.byOrchestrator());
  }

  @Test
  void aVersionThatThisInstanceCannotUseIsNotPassedOver() {
    Directories strict = new Directories(history, new DirectoryReader(false), nanoTime::get);
    assertThatThrownBy(strict::current)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.RECORD_UNAVAILABLE));
  }

  @Test
  void whileTheDirectoryChangesEveryHopRestsOnTheVersionInForce() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> exchanging =
          List.of(
              threads.submit(() -> exchangeUntil(enough)),
              threads.submit(() -> exchangeUntil(enough)),
              threads.submit(() -> exchangeUntil(enough)));
      for (int i = 0; i < 30; i++) {
        ObjectNode agent = Admin.agent("retired").put("max_lifetime", "PT" + (i + 1) + "M");
        Admin.put("/admin/agents/retired", agent.toString(), "*").then().statusCode(200);
      }
      enough.set(true);
      for (Future<Integer> recorded : exchanging) {
        assertThat(recorded.get()).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(
            database.ask(
                """
                SELECT count(*) FROM hop WHERE directory <>
                  (SELECT h.digest FROM directory_history h
                   WHERE h.in_force_from <= hop.recorded_at ORDER BY h.version DESC LIMIT 1)
                """))
        .isEqualTo("0");
  }

  private int exchangeUntil(AtomicBoolean enough) {
    int recorded = 0;
    while (!enough.get()) {
      recorded += exchange(Call.byOrchestrator()) instanceof ExchangeOutcome.Exchanged ? 1 : 0;
    }
    return recorded;
  }
}
