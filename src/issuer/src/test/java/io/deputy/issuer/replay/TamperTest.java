package io.deputy.issuer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.issuer.app.RecordDatabase;
import io.deputy.minting.Minted;
import io.deputy.verify.DecisionRecord.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever an insider with all rights on the database changes in the record, replay names it. What
 * no other row and no signature speaks of, the leaves of the log tell; whoever changes those too,
 * and has the log's key, is found out by a checkpoint that somebody kept.
 */
class TamperTest {
  private static final long SEED = Long.getLong("deputy.tamper.seed", 7);

  /** All of them take a minute; each run tries every kind. */
  private static final int TAMPERINGS = Integer.getInteger("deputy.tamperings", 210);

  /** Every kind, and one more. */
  private static final int REWRITINGS = Integer.getInteger("deputy.rewritings", 14);

  private static RecordDatabase database;
  private static Connection owner;
  private static ChainId alice;
  private static String kept;
  private static List<Finding> untouched;
  private static List<Tampering> tamperings;

  @BeforeAll
  static void record() throws Exception {
    database = RecordDatabase.start();
    owner = database.asOwner();
    GeneratedRecord record = GeneratedRecord.begin(owner);
    List<Minted> chain = record.chain("alice", 3);
    alice = chain.get(0).chain().id();
    List<Minted> other = record.chain("bob", 2, 20);
    List<Minted> revoked = record.chain("carol", 2);
    Minted token = chain.get(1);
    Minted dead = revoked.get(1);
    long before = 0;
    long cursor = record.revoke(revoked.get(0).chain().id());
    record.deliver(
        List.of(token, dead, other.get(1)),
        record.call(token, "create_issue", "acme/site", new Verdict.Allowed(), cursor),
        record.call(
            token,
            "create_issue",
            "evil/site",
            new Verdict.Denied(Reason.REQUEST_NOT_WITHIN_RIGHTS),
            cursor),
        record.list(token, cursor),
        record.call(dead, "create_issue", "acme/site", new Verdict.Allowed(), before),
        record.turnedAway(dead, Reason.TOKEN_REVOKED, record.mintedAt().plusSeconds(2), cursor),
        record.turnedAway(
            other.get(1), Reason.TOKEN_EXPIRED, record.mintedAt().plusSeconds(30), cursor));
    record.deliver(
        List.of(), record.call(token, "create_issue", "acme/b", new Verdict.Allowed(true), 1));
    kept = GeneratedRecord.log(owner);
    record.chain("later", 1);
    GeneratedRecord.log(owner);
    untouched = replayed();
    Tamperings.withoutTriggers(owner);
    tamperings = new Tamperings(chain, other, revoked).some(owner, SEED, TAMPERINGS);
  }

  @AfterAll
  static void stop() throws Exception {
    owner.close();
    database.close();
  }

  private static List<Finding> replayed(String... statements)
      throws SQLException, Refusal, InterruptedException {
    return Insider.afterwards(owner, GeneratedRecord.KEYS, TamperTest::all, statements);
  }

  private static List<Finding> all(Replay replay) throws Refusal, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    new ReplayOfAll(replay, View.ALL, 1)
        .run(Optional.empty(), report -> findings.addAll(report.findings()));
    return findings;
  }

  private static List<Finding> alices(Replay replay) throws Refusal {
    return replay.continuing(Map.of("kept", kept)).chain(alice, View.ALL).findings();
  }

  @Test
  void anUntouchedRecordGivesNoFinding() {
    assertThat(untouched).isEmpty();
  }

  @Test
  void whateverIsTamperedWithIsNamed() throws Exception {
    List<String> missed = new ArrayList<>();
    for (Tampering tampering : tamperings) {
      List<Finding> findings = replayed(tampering.statements());
      findings.removeAll(untouched);
      if (tampering.isUnnamedBy(findings)) {
        missed.add(tampering + " gave " + findings.stream().map(Finding::describe).toList());
      }
    }
    assertThat(tamperings).hasSizeGreaterThanOrEqualTo(200);
    assertThat(missed).isEmpty();
  }

  @Test
  void anUntouchedLogContinuesWhatWasKept() throws Exception {
    Insider.Work<List<Finding>> work = replay -> all(replay.continuing(Map.of("kept", kept)));
    assertThat(Insider.afterwards(owner, GeneratedRecord.KEYS, work)).isEmpty();
    List<Finding> ofOneChain = Insider.afterwards(owner, GeneratedRecord.KEYS, TamperTest::alices);
    assertThat(ofOneChain).isEmpty();
  }

  @Test
  void whoHasTheLogsKeyTooIsFoundOutByAnOlderCheckpoint() throws Exception {
    for (Rewriting rewriting : Rewriting.some(owner, SEED, REWRITINGS)) {
      List<List<Finding>> found =
          Insider.afterwards(
              owner,
              GeneratedRecord.KEYS,
              replay ->
                  List.of(
                      all(replay), all(replay.continuing(Map.of("kept", kept))), alices(replay)),
              rewriting::to);
      assertThat(found.get(0)).as("it is a good one: %s", rewriting).isEmpty();
      assertThat(found.get(1))
          .as("%s", rewriting)
          .singleElement()
          .matches(f -> f instanceof Finding.Differs && f.row().table().equals("log_leaf"));
      assertThat(found.get(2))
          .as("%s", rewriting)
          .singleElement()
          .matches(f -> f.row().table().equals("log_checkpoint"));
    }
  }
}
