package io.deputy.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.chain.TrustedKey;
import io.deputy.issuer.acme.Acme;
import io.deputy.json.InclusionPromiseJson;
import io.deputy.json.Jwks;
import io.deputy.log.Checkpoint;
import io.deputy.log.NoteKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two issuers and their PostgreSQL are killed at random under load, again and again. In the end all
 * that clients were told is on record, all that is on record is in the log, and the log continues
 * every checkpoint that was ever given away.
 *
 * <p>{@code -Plong} does it for ten minutes, {@code -Dtrials.crashes.seconds=…} for as long. Each
 * run prints its seed; {@code -Dtrials.seed=…} draws other blows. What they hit is up to the
 * machine, so no run is ever the same.
 */
@EnabledIfSystemProperty(named = "trials.crashes.seconds", matches = "[1-9][0-9]*")
class ManyCrashesIT {
  private static final int SECONDS = Integer.getInteger("trials.crashes.seconds", 0);
  private static final long SEED = Long.getLong("trials.seed", 20_261_124L);

  /** Between two blows, so that each hits issuers at work. */
  private static final int TOKENS = 20;

  /** How long it may take until the issuers are at work again. */
  private static final int TOKENS_LIMIT_MILLIS = 60_000;

  @TempDir static Path home;

  private static final List<IssuerProcess> ISSUERS = new CopyOnWriteArrayList<>();
  private static KillablePostgres postgres;

  private final Random random = new Random(SEED);
  private final LoadOnIssuers load = new LoadOnIssuers(ISSUERS);

  private enum Blow {
    AN_ISSUER,
    AN_ISSUER_THAT_STARTS,
    A_PROCESS_OF_POSTGRES,
    POSTGRES,
    ALL
  }

  @BeforeAll
  static void start() throws Exception {
    postgres = KillablePostgres.start(home.resolve("postgres"));
    for (int which = 0; which < 2; which++) {
      Acme.writeDirectory(Files.createDirectories(homeOf(which)));
      ISSUERS.add(IssuerProcess.start(homeOf(which), settings()));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (IssuerProcess issuer : ISSUERS) {
      issuer.stop();
    }
    postgres.close();
  }

  /** As on two machines, but for the keys. */
  private static Path homeOf(int which) {
    return home.resolve("issuer" + which);
  }

  private static String[] settings() {
    return Stream.concat(
            Stream.of("-Ddeputy.keys=" + home.resolve("keys")), postgres.settings().stream())
        .toArray(String[]::new);
  }

  private static void startAgain(int which) throws Exception {
    ISSUERS.set(which, IssuerProcess.start(homeOf(which), settings()));
  }

  private void pause(int most) throws InterruptedException {
    Thread.sleep(random.nextInt(most));
  }

  private void strike(Blow blow) throws Exception {
    int which = random.nextInt(2);
    switch (blow) {
      case AN_ISSUER -> {
        ISSUERS.get(which).kill();
        pause(1_000);
        startAgain(which);
      }
      case AN_ISSUER_THAT_STARTS -> {
        ISSUERS.get(which).kill();
        IssuerProcess half = IssuerProcess.launch(homeOf(which), settings());
        pause(5_000);
        half.kill();
        startAgain(which);
      }
      case A_PROCESS_OF_POSTGRES -> postgres.killOneOf(random);
      case POSTGRES -> {
        postgres.kill();
        pause(2_000);
        postgres.startAgain();
      }
      case ALL -> {
        ISSUERS.get(which).kill();
        postgres.kill();
        ISSUERS.get(1 - which).kill();
        postgres.startAgain();
        startAgain(which);
        startAgain(1 - which);
      }
    }
  }

  private void awaitTokens() throws Exception {
    int before = load.promises().size();
    Instant limit = Instant.now().plusMillis(TOKENS_LIMIT_MILLIS);
    while (load.promises().size() < before + TOKENS) {
      assertThat(Instant.now())
          .as("no tokens any more: %s%n%s", ISSUERS.get(0).output(), ISSUERS.get(1).output())
          .isBefore(limit);
      Thread.sleep(10);
    }
  }

  private Map<Blow, Integer> strikeUntil(Instant end) throws Exception {
    Map<Blow, Integer> struck = new EnumMap<>(Blow.class);
    while (Instant.now().isBefore(end)) {
      awaitTokens();
      pause(2_000);
      Blow blow = Blow.values()[random.nextInt(Blow.values().length)];
      strike(blow);
      struck.merge(blow, 1, Integer::sum);
    }
    awaitTokens();
    return struck;
  }

  @Test
  void whatWasToldIsOnRecordAndInALogThatWasNeverRewritten() throws Exception {
    System.out.printf("ManyCrashesIT: %d seconds, -Dtrials.seed=%d%n", SECONDS, SEED);
    load.start(SEED);
    Map<Blow, Integer> struck;
    try {
      struck = strikeUntil(Instant.now().plusSeconds(SECONDS));
    } finally {
      load.stop();
    }
    try (Connection owner = postgres.asOwner()) {
      RecordInTheEnd record = new RecordInTheEnd(owner);
      boolean settled = record.settled();
      System.out.printf(
          "killed: %s; told: %d tokens, %d revocations, %d decisions, %d checkpoints; on record:"
              + " %d hops, %d leaves%n",
          struck,
          load.promises().size(),
          load.revoked().size(),
          load.decisions().values().stream().mapToLong(next -> next - 1).sum(),
          load.checkpoints().size(),
          record.number("SELECT count(*) FROM hop"),
          record.number("SELECT count(*) FROM log_leaf"));
      isOnRecord(record);
      assertThat(settled).as("the log has everything, and is signed").isTrue();
      isInTheLog(record);
      isReplayed(owner);
    }
  }

  private static Set<String> missing(Collection<String> told, Set<String> found) {
    Set<String> missing = new TreeSet<>(told);
    missing.removeIf(found::contains);
    return missing;
  }

  private void isOnRecord(RecordInTheEnd record) throws Exception {
    assertThat(missing(load.promises().keySet(), record.texts("SELECT id FROM hop")))
        .as("hops of tokens that were received")
        .isEmpty();
    assertThat(missing(load.revoked(), record.texts("SELECT hop FROM revocation")))
        .as("revocations that were acknowledged")
        .isEmpty();
    for (Map.Entry<String, Long> stream : load.decisions().entrySet()) {
      long acknowledged = stream.getValue() - 1;
      // The next one may have been taken without an answer.
      assertThat(record.decisions(stream.getKey()))
          .as("decisions, all that were acknowledged, each once")
          .isIn(
              List.of(acknowledged, 1L, acknowledged),
              List.of(acknowledged + 1, 1L, acknowledged + 1));
    }
  }

  private void isInTheLog(RecordInTheEnd record) throws Exception {
    assertThat(record.rowsWithoutLeaf()).as("rows without a leaf").isEmpty();
    assertThat(record.leavesWithoutRow()).as("leaves without a row").isEmpty();
    assertThat(record.rowsWithTwoLeaves()).as("rows with two leaves").isEmpty();
    List<NoteKey> keys =
        Jwks.read(jwks()).keys().stream()
            .filter(k -> k.role() == TrustedKey.Role.LOG)
            .map(k -> new NoteKey(Checkpoint.origin(Acme.ISSUER), k.key()))
            .toList();
    Set<String> promised = new TreeSet<>();
    for (String promise : load.promises().values()) {
      promised.add(InclusionPromiseJson.read(promise, keys).entry().text());
    }
    assertThat(promised).hasSameSizeAs(load.promises().keySet());
    assertThat(missing(promised, record.texts("SELECT entry FROM log_leaf")))
        .as("entries that were promised")
        .isEmpty();
  }

  private static String jwks() throws Exception {
    return new AcmeClient().get(ISSUERS.get(0), "/.well-known/jwks.json").body();
  }

  /** No gap, no fork, and every decision as it would be made again. */
  private void isReplayed(Connection owner) throws Exception {
    Path audit = Files.createDirectories(home.resolve("audit"));
    Files.writeString(audit.resolve("jwks.json"), jwks());
    Path kept = Files.createDirectories(audit.resolve("kept"));
    int number = 0;
    for (String checkpoint : load.checkpoints()) {
      Files.writeString(kept.resolve(number++ + ".checkpoint"), checkpoint);
    }
    try (Statement statement = owner.createStatement()) {
      statement.execute(
          "CREATE ROLE "
              + PackagedReplay.LOGIN
              + " LOGIN PASSWORD '"
              + PackagedReplay.PASSWORD
              + "' IN ROLE deputy_auditor");
    }
    PackagedReplay.Ran all =
        new PackagedReplay(audit, postgres.url()).run("--all", "--checkpoint", kept.toString());
    System.out.print(all.err());
    assertThat(all.out()).as("findings").isEmpty();
    assertThat(all.exit()).as(all.err()).isZero();
  }
}
