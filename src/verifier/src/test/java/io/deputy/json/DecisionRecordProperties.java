package io.deputy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Vocabulary;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.User;
import io.deputy.verify.DecisionBatch;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.DecisionRecord.BundleUsed;
import io.deputy.verify.DecisionRecord.Verdict;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DecisionRecordProperties {
  private static final List<String> PLACES = List.of("/p", "/p/q", "/p/q/r", "/z", "/p~1q", "/x");

  /** Records are read as they were written, and written in one way only. */
  @Property(tries = 500)
  void recordsSurviveTheTrip(@ForAll("records") DecisionRecord record) throws Refusal {
    String written = DecisionRecordJson.write(record);
    DecisionRecord read = DecisionRecordJson.read(written);
    assertThat(read).isEqualTo(record);
    assertThat(DecisionRecordJson.write(read)).isEqualTo(written);
  }

  @Property(tries = 100)
  void batchesSurviveTheTrip(@ForAll("batches") DecisionBatch batch) throws Refusal {
    byte[] written = DecisionBatchJson.write(batch).getBytes(StandardCharsets.UTF_8);
    assertThat(DecisionBatchJson.read(written)).isEqualTo(batch);
  }

  /** Whatever is cut out of a record, or doubled, the answer is another record or a refusal. */
  @Property(tries = 500)
  void damagedRecordsAreOtherRecordsOrRefused(
      @ForAll("records") DecisionRecord record, @ForAll int at, @ForAll int length) {
    String written = DecisionRecordJson.write(record);
    int from = Math.floorMod(at, written.length());
    int to = Math.min(written.length(), from + 1 + Math.floorMod(length, 20));
    String damaged = written.substring(0, from) + written.substring(to);
    Throwable thrown =
        catchThrowable(
            () ->
                assertThat(DecisionRecordJson.write(DecisionRecordJson.read(damaged)))
                    .isNotEqualTo(written));
    assertThat(thrown == null || isMalformed(thrown)).as("%s", thrown).isTrue();
  }

  private static boolean isMalformed(Throwable thrown) {
    return thrown instanceof Refusal refusal && refusal.reason() == Reason.DECISIONS_MALFORMED;
  }

  /** What is hidden is not in the record in any form, and the record says that it was there. */
  @Property(tries = 1000)
  void whatIsHiddenIsNotThere(
      @ForAll("calls") Request.Mcp call, @ForAll("redactions") Redaction redaction) {
    boolean touched = call.arguments().leaves().keySet().stream().anyMatch(redaction::hides);
    RecordedRequest recorded = redaction.of(call);
    if (!touched) {
      assertThat(recorded).isEqualTo(new RecordedRequest.Whole(call));
      return;
    }
    assertThat(recorded)
        .isInstanceOfSatisfying(
            RecordedRequest.Redacted.class,
            redacted -> {
              var left = redacted.rest().arguments().leaves();
              var gone = new java.util.TreeMap<>(call.arguments().leaves());
              gone.keySet().removeAll(left.keySet());
              assertThat(gone.keySet()).isNotEmpty().allMatch(redacted.hidden()::hides);
              assertThat(left.keySet()).noneMatch(redaction::hides);
              assertThat(call.arguments().leaves().entrySet()).containsAll(left.entrySet());
            });
  }

  @Provide
  Arbitrary<Request.Mcp> calls() {
    return Vocabulary.requests().filter(r -> r instanceof Request.Mcp).map(r -> (Request.Mcp) r);
  }

  @Provide
  Arbitrary<Redaction> redactions() {
    return Arbitraries.oneOf(
        Arbitraries.of(Redaction.NOTHING, Redaction.EVERYTHING),
        Arbitraries.of(PLACES)
            .map(Pointer::new)
            .set()
            .ofMaxSize(3)
            .map((Set<Pointer> s) -> Redaction.of(s)));
  }

  @Provide
  Arbitrary<DecisionBatch> batches() {
    return Combinators.combine(
            records().list().ofMinSize(1).ofMaxSize(3), Arbitraries.longs().between(1, 1L << 52))
        .as(
            (records, from) ->
                new DecisionBatch("mcp-gateway", new UUID(1, 2), from, records, List.of()));
  }

  @Provide
  Arbitrary<DecisionRecord> records() {
    Arbitrary<List<RecordedRequest>> requests =
        Combinators.combine(Vocabulary.requests(), redactions())
            .as((request, redaction) -> redaction.of(request))
            .list()
            .ofMaxSize(3);
    Arbitrary<Verdict> refusals =
        Combinators.combine(Arbitraries.of(Reason.values()), Arbitraries.of(true, false))
            .as((why, denied) -> denied ? new Verdict.Denied(why) : new Verdict.Undecided(why));
    Arbitrary<DecisionRecord> refused =
        records(
            Arbitraries.oneOf(
                Arbitraries.just(new RecordedToken.None()),
                digests().map(RecordedToken.Unreadable::new),
                Combinators.combine(digests(), delegations()).as(RecordedToken.Claimed::new),
                Combinators.combine(digests(), delegations()).as(RecordedToken.Verified::new)),
            requests,
            refusals);
    Arbitrary<DecisionRecord> allowed =
        records(
            Combinators.combine(digests(), delegations()).as(RecordedToken.Verified::new),
            requests.filter(r -> !r.isEmpty()),
            Arbitraries.of(true, false).map(Verdict.Allowed::new));
    return Arbitraries.oneOf(refused, allowed);
  }

  private static Arbitrary<DecisionRecord> records(
      Arbitrary<? extends RecordedToken> tokens,
      Arbitrary<List<RecordedRequest>> requests,
      Arbitrary<? extends Verdict> verdicts) {
    Arbitrary<Instant> times =
        Arbitraries.longs()
            .between(0, 4_000_000_000_000_000L)
            .map(n -> Instant.EPOCH.plusNanos(n * 1000));
    Arbitrary<Optional<BundleUsed>> bundles =
        Combinators.combine(
                Arbitraries.longs().between(0, 4_000_000_000L), Arbitraries.longs().between(0, 9))
            .as((at, to) -> new BundleUsed(Instant.ofEpochSecond(at), to))
            .optional();
    Arbitrary<ProvenKey> proven =
        Arbitraries.oneOf(
            Arbitraries.just(ProvenKey.NONE), digests().map(Thumbprint::new).map(ProvenKey::new));
    Arbitrary<Optional<String>> routes = texts().filter(t -> !t.isEmpty()).optional();
    Arbitrary<Optional<String>> traces = digests().map(d -> d.toHex().substring(0, 32)).optional();
    return Combinators.combine(times, tokens, requests, verdicts, bundles, proven, routes, traces)
        .as(
            (time, token, request, verdict, bundle, key, route, trace) ->
                new DecisionRecord(
                    time,
                    token,
                    request,
                    verdict,
                    bundle,
                    key,
                    route,
                    trace,
                    trace.map(t -> new HopId(new UUID(t.hashCode(), 7)))));
  }

  private static Arbitrary<Bytes> digests() {
    return Arbitraries.bytes().array(byte[].class).ofSize(32).map(Bytes::of);
  }

  /** What a token claims may be anything that is Unicode. */
  private static Arbitrary<String> texts() {
    return Arbitraries.of("a", "\u0000", "\"", "\\", "\u00e9", "\ud83d\ude00", "\u202e", "/")
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }

  private static Arbitrary<RecordedToken.Delegation> delegations() {
    Arbitrary<UUID> ids = Arbitraries.longs().map(n -> new UUID(n, 1));
    return Combinators.combine(
            texts(), ids, ids, texts(), texts(), texts().list().ofMinSize(1).ofMaxSize(8))
        .as(
            (issuer, chain, hop, by, subject, agents) ->
                new RecordedToken.Delegation(
                    issuer, new ChainId(chain), new HopId(hop), new User(by, subject), agents));
  }
}
