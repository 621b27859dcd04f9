package io.deputy.issuer.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.app.RecordDatabase;
import io.deputy.issuer.replay.GeneratedRecord;
import io.deputy.issuer.webhook.Receiver;
import io.deputy.issuer.webhook.Webhook;
import io.deputy.minting.Minted;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.DecisionRecord.Verdict;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A receiver is told of everything, in order, whatever stops half-way. */
class WebhookTest {
  private static final String ISSUER = "https://deputy.example";
  private static final Receiver WILLING = (id, body) -> Optional.empty();

  private static RecordDatabase database;
  private static Connection owner;
  private static GeneratedRecord record;

  /** What receivers of this test were told, as id and body. */
  private final List<JsonNode> told = Collections.synchronizedList(new ArrayList<>());

  private final List<String> failed = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void start() throws Exception {
    database = RecordDatabase.start();
    owner = database.asOwner();
    record = GeneratedRecord.begin(owner);
    record.revoke(record.chain("before", 1).get(0).chain().id());
    GeneratedRecord.log(owner);
  }

  @AfterAll
  static void stop() throws Exception {
    owner.close();
    database.close();
  }

  @BeforeEach
  void nothingIsDue() throws Exception {
    goOn();
    webhook(WILLING).advance();
  }

  /** As the service, on connections of its own. */
  private static PostgresOutbox outbox() throws Exception {
    PGSimpleDataSource connections = new PGSimpleDataSource();
    connections.setURL(owner.getMetaData().getURL());
    connections.setUser(database.login()[0]);
    connections.setPassword(database.login()[1]);
    connections.setOptions("-c role=deputy_issuer");
    return new PostgresOutbox(connections);
  }

  private Webhook webhook(Receiver receiver) throws Exception {
    return new Webhook(
        ISSUER,
        outbox(),
        receiver,
        new Webhook.Observer() {
          @Override
          public void delivered() {}

          @Override
          public void failed(String why, Duration pause) {
            failed.add(why + " " + pause);
          }
        });
  }

  private Optional<String> hear(String id, Bytes body) {
    try {
      JsonNode event = new ObjectMapper().readTree(body.toArray());
      assertThat(event.get("id").textValue()).isEqualTo(id);
      told.add(event);
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> told(String member) {
    return told.stream().map(event -> event.get(member).textValue()).toList();
  }

  private static void goOn() throws Exception {
    try (Statement statement = owner.createStatement()) {
      statement.execute("UPDATE webhook_position SET retry_at = NULL");
    }
  }

  private static long revoke() throws Exception {
    return record.revoke(record.chain("alice", 1).get(0).chain().id());
  }

  private static DecisionRecord decided(Minted token, Verdict verdict) throws Refusal {
    return record.call(token, "create_issue", "acme/site", verdict, 0);
  }

  @Test
  void revocationsAndRefusalsAreToldInTheOrderOfTheLog() throws Exception {
    Minted token = record.chain("alice", 1).get(0);
    long first = revoke();
    record.deliver(
        List.of(token),
        decided(token, new Verdict.Denied(Reason.CHECK_FAILED)),
        decided(token, new Verdict.Allowed()),
        decided(token, new Verdict.Undecided(Reason.INTERNAL_ERROR)));
    long second = revoke();
    GeneratedRecord.log(owner);
    webhook(this::hear).advance();
    assertThat(told("type"))
        .containsExactly(
            "io.deputy.revoked.v1",
            "io.deputy.refused.v1",
            "io.deputy.refused.v1",
            "io.deputy.revoked.v1");
    assertThat(told("subject").get(0)).isEqualTo("revocation/" + first);
    assertThat(told("subject").get(3)).isEqualTo("revocation/" + second);
    assertThat(told("id")).doesNotHaveDuplicates();
    JsonNode refused = told.get(1);
    assertThat(refused.get("specversion").textValue()).isEqualTo("1.0");
    assertThat(refused.get("source").textValue()).isEqualTo(ISSUER);
    assertThat(refused.at("/data/record/reason").textValue()).isEqualTo("check_failed");
    assertThat(outbox().behind()).isZero();
    webhook(this::hear).advance();
    assertThat(told).hasSize(4);
  }

  @Test
  void whoDoesNotTakeAnEventIsAskedAgainForTheSame() throws Exception {
    revoke();
    revoke();
    GeneratedRecord.log(owner);
    Webhook refusing = webhook((id, body) -> Optional.of("it answered 500"));
    refusing.advance();
    refusing.advance();
    assertThat(failed).containsExactly("it answered 500 PT1S");
    goOn();
    refusing.advance();
    assertThat(failed).containsExactly("it answered 500 PT1S", "it answered 500 PT2S");
    assertThat(outbox().behind()).isPositive();
    goOn();
    webhook(this::hear).advance();
    assertThat(told).hasSize(2);
  }

  /** The connection is gone, so nobody notes that the receiver has it: it is told again. */
  @Test
  void whatWasToldAndNotNotedIsToldAgain() throws Exception {
    revoke();
    revoke();
    GeneratedRecord.log(owner);
    Webhook dying =
        webhook(
            (id, body) -> {
              if (told.size() == 1) {
                terminate();
              }
              return hear(id, body);
            });
    assertThatThrownBy(dying::advance).isInstanceOf(Refusal.class);
    webhook(this::hear).advance();
    List<String> subjects = told("subject");
    assertThat(subjects).hasSize(3);
    assertThat(subjects.get(1)).isEqualTo(subjects.get(2)).isNotEqualTo(subjects.get(0));
    assertThat(told("id").get(1)).isEqualTo(told("id").get(2));
  }

  /** Whoever holds the turn. */
  private static void terminate() {
    try (Statement statement = owner.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_locks"
                    + " WHERE locktype = 'advisory' AND pid <> pg_backend_pid()")) {
      row.next();
      assertThat(row.getInt(1)).isEqualTo(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void severalInstancesTellEachEventOnce() throws Exception {
    Minted token = record.chain("alice", 1).get(0);
    DecisionRecord[] refusals = new DecisionRecord[120];
    for (int i = 0; i < refusals.length; i++) {
      refusals[i] = decided(token, new Verdict.Denied(Reason.CHECK_FAILED));
    }
    record.deliver(List.of(token), refusals);
    revoke();
    GeneratedRecord.log(owner);
    ExecutorService instances = Executors.newFixedThreadPool(3);
    List<Future<Void>> done = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Callable<Void> instance =
          () -> {
            for (int n = 0; n < 10; n++) {
              webhook(this::hear).advance();
            }
            return null;
          };
      done.add(instances.submit(instance));
    }
    for (Future<Void> one : done) {
      one.get();
    }
    instances.shutdown();
    assertThat(told("id")).hasSize(121).doesNotHaveDuplicates();
    assertThat(told.stream().limit(120).map(e -> e.at("/data/number").longValue())).isSorted();
    assertThat(told("type").get(120)).isEqualTo("io.deputy.revoked.v1");
  }

  /** What was there before anybody was to be told is not news. */
  @Test
  void aReceiverIsToldFromItsFirstDayOn() throws Exception {
    try (Statement statement = owner.createStatement()) {
      statement.execute("DELETE FROM webhook_position");
    }
    webhook(this::hear).advance();
    assertThat(told).isEmpty();
    revoke();
    GeneratedRecord.log(owner);
    webhook(this::hear).advance();
    assertThat(told).hasSize(1);
  }
}
