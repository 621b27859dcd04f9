package io.deputy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.verify.DecisionBatch;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.DecisionRecord.Verdict;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionRecordJsonTest {
  private static final String DIGEST = "A".repeat(43);
  private static final String UUID = "01900000-0000-7000-8000-000000000001";
  private static final String TOKEN =
      """
      {"standing":"verified","digest":"%s","issuer":"https://i","chain":"%s","hop":"%s",\
      "user":{"issuer":"https://idp","subject":"alice"},"agents":["orchestrator","researcher"]}"""
          .formatted(DIGEST, UUID, UUID);
  private static final String CALL =
      """
      {"type":"mcp","server":"https://mcp.acme.example/github","operation":"tools/call",\
      "name":"create_issue","arguments":{"repo":"acme/site"}}""";
  private static final String ALLOWED =
      """
      {"time":"2026-11-24T09:00:00.123456Z","token":%s,"requests":[{"request":%s,\
      "redacted":["/body"]}],"verdict":"allowed","bundle":{"issued_at":1795510800,"to":7},\
      "proven_key":"%s","route":"github","trace":"0af7651916cd43dd8448eb211c80319c",\
      "session_hop":"%s"}"""
          .formatted(TOKEN, CALL, DIGEST, UUID);

  private static void refused(String json) {
    assertThatThrownBy(() -> DecisionRecordJson.read(json))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.DECISIONS_MALFORMED));
  }

  @Test
  void theWholeOfIt() throws Refusal {
    DecisionRecord read = DecisionRecordJson.read(ALLOWED);
    assertThat(DecisionRecordJson.write(read)).isEqualTo(ALLOWED);
    assertThat(read.verdict()).isEqualTo(new Verdict.Allowed());
  }

  @Test
  void anAllowSaysIfTheCentralPolicyCouldNotBeAsked() throws Refusal {
    String unasked =
        ALLOWED.replace(
            "\"verdict\":\"allowed\"", "\"verdict\":\"allowed\",\"policy\":\"unasked\"");

    DecisionRecord read = DecisionRecordJson.read(unasked);

    assertThat(read.verdict()).isEqualTo(new Verdict.Allowed(true));
    assertThat(DecisionRecordJson.write(read)).isEqualTo(unasked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unreadable", "claimed", "trusted", ""})
  void nothingIsAllowedOnATokenThatWasNotVerified(String standing) {
    refused(ALLOWED.replace("\"verified\"", "\"" + standing + "\""));
  }

  @Test
  void nothingIsAllowedWithoutATokenOrARequest() {
    refused(ALLOWED.replace("\"token\":" + TOKEN + ",", ""));
    refused(ALLOWED.replaceFirst("\"requests\":\\[.*\\],\"verdict", "\"requests\":[],\"verdict"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"verdict\":\"allowed\",\"reason\":\"check_failed\"",
        "\"verdict\":\"allowed\",\"policy\":\"asked\"",
        "\"verdict\":\"allowed\",\"policy\":true",
        "\"verdict\":\"denied\",\"reason\":\"check_failed\",\"policy\":\"unasked\"",
        "\"verdict\":\"denied\"",
        "\"verdict\":\"undecided\"",
        "\"verdict\":\"denied\",\"reason\":\"because\"",
        "\"verdict\":\"denied\",\"reason\":\"CHECK_FAILED\"",
        "\"verdict\":\"maybe\",\"reason\":\"check_failed\"",
        "\"verdict\":\"denied\",\"reason\":\"check_failed\",\"detail\":\"x\""
      })
  void aVerdictHasItsReason(String verdict) {
    refused(ALLOWED.replace("\"verdict\":\"allowed\"", verdict));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[\"/repo\"]",
        "[\"/repo/deeper\"]",
        "[\"\",\"/body\"]",
        "[\"\"]",
        "[\"/b\",\"/a\"]",
        "[\"/a\",\"/a\"]",
        "[\"body\"]",
        "\"/body\"",
        "null"
      })
  void whatIsSaidToBeHiddenIsHidden(String redacted) {
    refused(ALLOWED.replace("[\"/body\"]", redacted));
  }

  @Test
  void onlyArgumentsAreHidden() {
    refused(
        ALLOWED.replace(
            CALL,
            "{\"type\":\"http\",\"server\":\"https://a\",\"method\":\"GET\",\"path\":\"/\",\"query\":\"\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-24T09:00:00.1234567Z",
        "2026-11-24T09:00:00.120Z0",
        "2026-11-24T10:00:00.123456+01:00",
        "1795510800",
        ""
      })
  void aTimeHasOneForm(String time) {
    assertThatThrownBy(
            () -> {
              DecisionRecord read =
                  DecisionRecordJson.read(ALLOWED.replace("2026-11-24T09:00:00.123456Z", time));
              assertThat(read).as("in another form").isNull();
            })
        .isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "1.0", "1e3", "\"1\"", "9007199254740992", "99999999999999999999", "null"})
  void numbersAreWhole(String number) {
    refused(ALLOWED.replace("\"to\":7", "\"to\":" + number));
    refused(ALLOWED.replace("1795510800", number));
  }

  @Test
  void anythingUnknownMissingOrTwiceIsRefused() {
    refused(ALLOWED.replace("\"route\"", "\"rout\""));
    refused(ALLOWED.replace("\"time\"", "\"at\""));
    refused(ALLOWED.replace("\"route\":", "\"route\":\"x\",\"route\":"));
    refused(ALLOWED.replace("\"agents\":[\"orchestrator\",\"researcher\"]", "\"agents\":[]"));
    refused(ALLOWED + " {}");
    refused(ALLOWED.replace(UUID, UUID.replace('1', 'A')));
    refused(ALLOWED.replace(DIGEST, DIGEST + "="));
    refused(ALLOWED.replace("0af7651916cd43dd8448eb211c80319c", "xyz"));
    refused(" ".repeat(DecisionBatch.MAX_PAYLOAD_BYTES) + ALLOWED);
  }

  @Test
  void aBatchHasRecordsAndNumbers() throws Refusal {
    String batch =
        "{\"gateway\":\"g\",\"stream\":\"%s\",\"from\":5,\"records\":[%s],\"tokens\":[]}"
            .formatted(UUID, ALLOWED);
    assertThat(read(batch).next()).isEqualTo(6);
    for (String wrong :
        List.of(
            batch.replace("[" + ALLOWED + "]", "[]"),
            batch.replace(":5,", ":0,"),
            batch.replace(":5,", ":-5,"),
            batch.replace("\"tokens\":[]", "\"tokens\":[\"\"]"),
            batch.replace("\"tokens\":[]", "\"tokens\":[\"AAAA\"]"),
            batch.replace("\"stream\"", "\"Stream\""),
            batch.replace(ALLOWED, String.join(",", java.util.Collections.nCopies(1001, "{}"))))) {
      assertThatThrownBy(() -> read(wrong))
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.DECISIONS_MALFORMED));
    }
  }

  private static DecisionBatch read(String batch) throws Refusal {
    return DecisionBatchJson.read(batch.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatWasDecidedBeforeAnythingWasKnownIsARecordToo() throws Refusal {
    DecisionRecord record =
        new DecisionRecord(
            Instant.parse("2026-11-24T09:00:00.123456789Z"),
            new RecordedToken.None(),
            List.of(),
            new Verdict.Denied(Reason.REQUEST_MALFORMED),
            Optional.empty(),
            ProvenKey.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(DecisionRecordJson.write(record))
        .isEqualTo(
            "{\"time\":\"2026-11-24T09:00:00.123456Z\",\"requests\":[],\"verdict\":\"denied\","
                + "\"reason\":\"request_malformed\"}");
    assertThat(Redaction.NOTHING.hidesNothing()).isTrue();
  }
}
