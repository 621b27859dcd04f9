package io.deputy.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.capability.Arguments;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.verify.DecisionRecord.Asking;
import io.deputy.verify.DecisionRecord.BundleUsed;
import io.deputy.verify.DecisionRecord.Verdict;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a record may say at all, whoever writes it. */
class DecisionRecordTest {
  private static final Bytes DIGEST = Bytes.of(new byte[32]);
  private static final Verdict ALLOWED = new Verdict.Allowed();
  private static final Verdict DENIED = new Verdict.Denied(Reason.TOKEN_REVOKED);
  private static final RecordedToken.Delegation ALICES =
      new RecordedToken.Delegation(
          "https://deputy.acme.example",
          new ChainId(new UUID(0, 1)),
          new HopId(new UUID(0, 2)),
          new User("https://idp.acme.example", "alice"),
          List.of("orchestrator"));
  private static final RecordedToken VERIFIED = new RecordedToken.Verified(DIGEST, ALICES);
  private static final RecordedRequest CALL =
      new RecordedRequest.Whole(
          new Request.Mcp(
              "https://mcp.acme.example",
              "tools/call",
              Optional.of("create_issue"),
              Arguments.of(
                  new TreeMap<>(Map.of(new Pointer("/repo"), new Value.Text("acme/site"))))));

  private static DecisionRecord record(
      RecordedToken token,
      List<RecordedRequest> requests,
      Verdict verdict,
      String route,
      String trace) {
    return new DecisionRecord(
        Instant.EPOCH,
        token,
        requests,
        verdict,
        Optional.of(new BundleUsed(Instant.EPOCH, 0)),
        ProvenKey.NONE,
        Optional.ofNullable(route),
        Optional.ofNullable(trace),
        Optional.empty());
  }

  private static DecisionRecord allowed() {
    return record(VERIFIED, List.of(CALL), ALLOWED, "github", "0".repeat(32));
  }

  private static void refused(ThrowingCallable made) {
    assertThatIllegalArgumentException().isThrownBy(made);
  }

  @Test
  void onlyARequestOnAVerifiedTokenIsAllowed() {
    refused(() -> record(new RecordedToken.None(), List.of(CALL), ALLOWED, null, null));
    refused(
        () ->
            record(new RecordedToken.Claimed(DIGEST, ALICES), List.of(CALL), ALLOWED, null, null));
    refused(() -> record(VERIFIED, List.of(), ALLOWED, null, null));
    assertThat(record(new RecordedToken.None(), List.of(), DENIED, null, null).verdict())
        .isEqualTo(DENIED);
  }

  @Test
  void everyPartIsBounded() {
    List<RecordedRequest> most = Collections.nCopies(DecisionRecord.MAX_REQUESTS, CALL);
    assertThat(record(VERIFIED, most, ALLOWED, null, null).requests()).isEqualTo(most);
    refused(
        () ->
            record(
                VERIFIED,
                Collections.nCopies(DecisionRecord.MAX_REQUESTS + 1, CALL),
                ALLOWED,
                null,
                null));
    String longest = "r".repeat(DecisionRecord.MAX_ROUTE_CHARS);
    assertThat(record(VERIFIED, most, ALLOWED, longest, null).route()).contains(longest);
    refused(() -> record(VERIFIED, most, ALLOWED, longest + "r", null));
    refused(() -> record(VERIFIED, most, ALLOWED, "", null));
    refused(() -> record(VERIFIED, most, ALLOWED, null, "0".repeat(31)));
    refused(() -> record(VERIFIED, most, ALLOWED, null, "G".repeat(32)));
    refused(() -> new BundleUsed(Instant.EPOCH, -1));
    assertThat(new BundleUsed(Instant.EPOCH.plusNanos(1), 0).issuedAt()).isEqualTo(Instant.EPOCH);
    refused(() -> new RecordedToken.Unreadable(Bytes.of(new byte[31])));
  }

  @Test
  void whatIsUnseenIsOneOfTheRequests() {
    assertThat(allowed().with(new Asking(false, List.of(0))).asking())
        .contains(new Asking(false, List.of(0)));
    refused(() -> allowed().with(new Asking(false, List.of(1))));
    refused(() -> new Asking(false, List.of(0, 0)));
    refused(() -> new Asking(false, List.of(-1)));
  }

  @Test
  void hiddenArgumentsAreHiddenInEveryRequest() {
    DecisionRecord hidden = allowed().with(Asking.ALL).withoutArguments();
    assertThat(hidden.requests())
        .singleElement()
        .isInstanceOfSatisfying(
            RecordedRequest.Redacted.class,
            r -> {
              assertThat(r.rest().arguments().leaves()).isEmpty();
              assertThat(r.known()).isEqualTo(r.rest());
              assertThat(r.withoutArguments()).isEqualTo(r);
            });
    assertThat(hidden.asking()).contains(Asking.ALL);
    assertThat(hidden.token()).isEqualTo(VERIFIED);
  }

  @Test
  void aTokenIsNamedByWhatItIs() {
    assertThat(VERIFIED.blocksDigest()).contains(DIGEST);
    assertThat(VERIFIED.says()).contains(ALICES);
    RecordedToken claimed = new RecordedToken.Claimed(DIGEST, ALICES);
    assertThat(claimed.blocksDigest()).contains(DIGEST);
    assertThat(claimed.says()).contains(ALICES);
    Bytes bytes = Bytes.of((byte) 1);
    assertThat(RecordedToken.Unreadable.of(bytes))
        .isEqualTo(new RecordedToken.Unreadable(bytes.sha256()));
    assertThat(RecordedToken.Unreadable.of(bytes).blocksDigest()).isEmpty();
  }

  @Test
  void aVerdictIsThatOfTheDecision() {
    Verdict denied = Verdict.of(new Decision.Denied(Reason.TOKEN_REVOKED, "it was"));
    assertThat(denied).isEqualTo(DENIED);
    assertThat(denied.why()).contains(Reason.TOKEN_REVOKED);
    Verdict undecided = Verdict.of(new Decision.Undecided(Reason.EVALUATION_LIMIT, "too much"));
    assertThat(undecided).isEqualTo(new Verdict.Undecided(Reason.EVALUATION_LIMIT));
    assertThat(undecided.why()).contains(Reason.EVALUATION_LIMIT);
    assertThat(ALLOWED.why()).isEmpty();
  }
}
