package io.deputy.issuer.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.capability.Request;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.exchange.Exchange;
import io.deputy.issuer.exchange.ExchangeOutcome;
import io.deputy.issuer.http.Call;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.revocation.RevocationLog;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Revocations;
import io.deputy.verify.Verifier;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An ancestor is revoked while others exchange under it, as another instance would: on a connection
 * of its own. Before it commits, the revoker counts what stands under the ancestor; not one row may
 * come after that.
 */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class ConcurrentRevokeTest {
  /** {@code -Dtrials.revocations=1000} does it more often. */
  private static final int ROUNDS = Integer.getInteger("trials.revocations", 150);

  private static final int EXCHANGES = 4;

  /** Microseconds that the revoker may wait at first; then as long as makes it a race here. */
  private static final int FIRST_MICROS = 1_500;

  private static final int LEAST_MICROS = 100;
  private static final int MOST_MICROS = 100_000;
  private static final long SEED = 20261124;

  @Inject OwnerConnection database;
  @Inject Exchange exchange;
  @Inject IssuerKeys keys;
  @Inject RevocationLog log;

  private final Random random = new Random(SEED);
  private final HopRecord.Source here = new HopRecord.Source("127.0.0.1", "0".repeat(32));
  private ExecutorService threads;
  private Connection revoker;

  @BeforeEach
  void open() throws SQLException {
    threads = Executors.newFixedThreadPool(EXCHANGES + 1);
    revoker = database.asIssuer();
    revoker.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    threads.shutdownNow();
    revoker.close();
  }

  @Test
  void noChildIsRecordedAfterItsAncestorDiedAndNoneSurvives() throws Exception {
    Revocations revoked = Revocations.NONE;
    long cursor = log.end().cursor();
    int released = 0;
    int refused = 0;
    int longest = FIRST_MICROS;
    for (int round = 0; round < ROUNDS; round++) {
      ExchangeOutcome.Exchanged first = exchanged(exchange(first("user-" + round)));
      ExchangeOutcome.Exchanged second = exchanged(exchange(next(first)));
      List<Future<ExchangeOutcome>> children = new ArrayList<>();
      int wait = random.nextInt(longest);
      Revoking revoking = revoking(round, first);
      Future<Integer> seen = threads.submit(() -> revoke(revoking, first, wait));
      for (int i = 0; i < EXCHANGES; i++) {
        ExchangeOutcome.Exchanged parent = i % 2 == 0 ? first : second;
        children.add(threads.submit(() -> exchange(next(parent))));
      }
      int counted = seen.get();
      List<String> tokens =
          new ArrayList<>(List.of(first.token().expose(), second.token().expose()));
      for (Future<ExchangeOutcome> child : children) {
        if (child.get() instanceof ExchangeOutcome.Exchanged token) {
          tokens.add(token.token().expose());
        } else {
          assertThat(((ExchangeOutcome.Refused) child.get()).reason())
              .isEqualTo(Reason.TOKEN_REVOKED);
          refused++;
        }
      }
      assertThat(under(first)).as("round %d, seed %d", round, SEED).isEqualTo(counted);
      assertThat(tokens).hasSize(counted);
      released += tokens.size();
      // Whoever wins all of a round starts later in the next one, however fast the machine is.
      int won = tokens.size() - 2;
      if (won == 0) {
        longest = Math.min(longest * 5 / 4, MOST_MICROS);
      } else if (won == EXCHANGES) {
        longest = Math.max(longest * 4 / 5, LEAST_MICROS);
      }

      List<RevocationLog.Recorded> news =
          log.live(cursor, log.end().cursor(), Instant.EPOCH, ROUNDS);
      assertThat(news).isNotEmpty();
      assertThat(news.get(0).cursor()).isEqualTo(cursor + 1);
      cursor = news.get(news.size() - 1).cursor();
      revoked =
          revoked.with(Acme.ISSUER, news.stream().map(RevocationLog.Recorded::revocation).toList());
      requireDead(tokens, revoked);
    }
    // Both happened often, or the race was none.
    assertThat(released - 2 * ROUNDS).isGreaterThan(ROUNDS / 10);
    assertThat(refused).isGreaterThan(ROUNDS / 10);
  }

  /** One kind of revocation after the other; each reaches the whole chain. */
  private record Revoking(String column, String value, String kind) {}

  private static Revoking revoking(int round, ExchangeOutcome.Exchanged first) {
    return switch (round % 3) {
      case 0 -> new Revoking("hop", "'" + first.hop().id() + "'", "hop");
      case 1 -> new Revoking("chain", "'" + first.chain() + "'", "chain");
      default ->
          new Revoking(
              "user_issuer, user_subject", "'" + Acme.IDP + "', 'user-" + round + "'", "user");
    };
  }

  /** How many hops of the chain there are once the revocation is made, just before its commit. */
  private int revoke(Revoking revoking, ExchangeOutcome.Exchanged first, int wait)
      throws SQLException {
    LockSupport.parkNanos(wait * 1_000L);
    try (Statement statement = revoker.createStatement()) {
      statement.execute(
          "INSERT INTO revocation (kind, %s, by_kind, by_name, client_address, trace)"
                  .formatted(revoking.column())
              + " VALUES ('%s', %s, 'issuer', 'test', '-', '-')"
                  .formatted(revoking.kind(), revoking.value()));
      int counted = count(statement, first);
      revoker.commit();
      return counted;
    }
  }

  private int under(ExchangeOutcome.Exchanged first) throws SQLException {
    try (Statement statement = revoker.createStatement()) {
      int counted = count(statement, first);
      revoker.commit();
      return counted;
    }
  }

  private static int count(Statement statement, ExchangeOutcome.Exchanged first)
      throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT count(*) FROM hop WHERE chain = '" + first.chain() + "'")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private void requireDead(List<String> tokens, Revocations revoked) throws Exception {
    Verifier verifier = new Verifier(keys.published(), () -> revoked);
    for (String token : tokens) {
      UnverifiedChain claimed = UnverifiedChain.read(TokenText.read(token));
      Decision decision =
          verifier.check(
              TokenText.read(token),
              new PresentedRequest(
                  claimed.last().audience().first(),
                  new Request.Http("https://reports.acme.example", "GET", "/", "")),
              new ProvenKey(claimed.last().holder().key()),
              Instant.now());
      assertThat(decision).isInstanceOf(Decision.Denied.class);
      assertThat(((Decision.Denied) decision).reason()).isEqualTo(Reason.TOKEN_REVOKED);
    }
  }

  private static Call first(String user) {
    return Call.first(
        "orchestrator", Acme.ORCHESTRATOR, Acme.alice("orchestrator").with("sub", user));
  }

  private static Call next(ExchangeOutcome.Exchanged parent) {
    return Call.next("orchestrator", Acme.ORCHESTRATOR, parent.token().expose(), "orchestrator");
  }

  private ExchangeOutcome exchange(Call call) {
    return exchange.exchange(
        call.with("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            .assertedBy(Acme.assertion(call.agent(), call.key()))
            .parameters(),
        io.deputy.issuer.exchange.Connection.BARE,
        Optional.empty(),
        here);
  }

  private static ExchangeOutcome.Exchanged exchanged(ExchangeOutcome outcome) {
    assertThat(outcome).isInstanceOf(ExchangeOutcome.Exchanged.class);
    return (ExchangeOutcome.Exchanged) outcome;
  }
}
