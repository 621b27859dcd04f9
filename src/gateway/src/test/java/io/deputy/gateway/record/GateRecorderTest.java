package io.deputy.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.capability.Pointer;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Agent;
import io.deputy.gateway.gate.CentralPolicy;
import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.DecisionRecord.Verdict;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.Redaction;
import io.deputy.verify.TokenBlocks;
import io.deputy.verify.Trust;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers of a running gateway leave on record, also those who are turned away. */
class GateRecorderTest {
  private static final String PAGES =
      """
      [{"type":"http","server":"https://wiki.acme.example","methods":["GET"],
        "paths":{"prefix":"/pages/"},"query":{"wildcard":true}}]""";

  @TempDir Path home;

  private Records records;
  private Acme acme;

  @BeforeEach
  void start() throws Exception {
    records = Records.open(home.resolve("records"), RecordLimits.STANDARD);
    acme =
        new Acme(
            home,
            CentralPolicy.NONE,
            new GateRecorder(
                records,
                Redaction.of(Set.of(new Pointer("/body"))),
                () -> Trust.none(Acme.ISSUER, System::nanoTime)));
    acme.routes(
        """
        routes:
          - id: wiki
            type: http
            path: /wiki
            server: https://wiki.acme.example
            bearer: true
            upstream: { url: http://localhost:1 }
        """);
  }

  @AfterEach
  void stop() throws Exception {
    acme.close();
    records.close();
  }

  private int get(String authorization) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(acme.url() + "/wiki/pages/a"))
                .header("Authorization", authorization)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private Spool.Batch batch(int size) throws Exception {
    for (int i = 0; i < 100 && records.recorded() < size; i++) {
      Thread.sleep(50);
    }
    return records.spool().read(1, Optional.empty(), 10, 1 << 20).batch();
  }

  @Test
  void aTokenThatIsRefusedIsRecordedAsAClaim_withItsBlocks() throws Exception {
    String token = Acme.text(acme.mint(new Agent("reader").holder(), PAGES));

    assertThat(get("DPoP " + token)).isEqualTo(401);

    Spool.Batch batch = batch(1);
    DecisionRecord record = DecisionRecordJson.read(batch.records().get(0));
    assertThat(record.token())
        .isInstanceOfSatisfying(
            RecordedToken.Claimed.class,
            claimed -> {
              assertThat(claimed.claims().agents()).containsExactly("reader");
              assertThat(batch.tokens())
                  .extracting(TokenBlocks::digest)
                  .containsExactly(claimed.digest());
            });
    assertThat(record.verdict()).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  void whatIsNoTokenIsRecordedToo() throws Exception {
    assertThat(get("Bearer AAAA")).isEqualTo(401);

    DecisionRecord record = DecisionRecordJson.read(batch(1).records().get(0));
    assertThat(record.token()).isInstanceOf(RecordedToken.Unreadable.class);
    assertThat(record.verdict().why()).contains(Reason.TOKEN_MALFORMED);
  }

  @Test
  void whatPassesIsRecordedAsVerified() throws Exception {
    String token = Acme.text(acme.mint(Acme.bearer("reader"), PAGES));

    // Nobody is there behind it.
    assertThat(get("Bearer " + token)).isEqualTo(502);

    DecisionRecord record = DecisionRecordJson.read(batch(1).records().get(0));
    assertThat(record.token()).isInstanceOf(RecordedToken.Verified.class);
    assertThat(record.verdict()).isEqualTo(new Verdict.Allowed());
    assertThat(record.bundle()).isPresent();
    assertThat(record.route()).contains("wiki");
  }
}
