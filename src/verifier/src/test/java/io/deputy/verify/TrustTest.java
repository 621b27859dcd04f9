package io.deputy.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import io.deputy.capability.Arguments;
import io.deputy.capability.Request;
import io.deputy.chain.HopId;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKey.State;
import io.deputy.chain.TrustedKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a gateway makes of bundles, of whatever order, age and clock. */
class TrustTest {
  private static final String ISSUER = "https://deputy.acme.example";
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  private final AtomicLong nanoTime = new AtomicLong();
  private final Trust none = Trust.none(ISSUER, nanoTime::get);

  private static TrustBundle bundle(Instant at, long from, long to, boolean more, State state) {
    PublicKey key = new PublicKey(PublicKey.Algorithm.ED25519, Bytes.of(new byte[32]));
    List<Revocation> revoked =
        from == to ? List.of() : List.of(new Revocation.OfHop(new HopId(new UUID(1, to))));
    return new TrustBundle(
        ISSUER,
        at,
        MAX_AGE,
        new TrustedKeys(List.of(new TrustedKey(1, TrustedKey.Role.ROOT, state, ISSUER, key))),
        from,
        to,
        more,
        revoked,
        Optional.empty());
  }

  private static TrustBundle bundle(Instant at, long from, long to) {
    return bundle(at, from, to, false, State.ACTIVE);
  }

  private static void refused(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  @Test
  void nothingPassesBeforeTheFirstBundle() {
    refused(() -> none.requireFresh(NOW), Reason.BUNDLE_MISSING);
  }

  @Test
  void itSaysWhatItRestsOn() throws Refusal {
    assertThat(none.issuer()).isEqualTo(ISSUER);
    assertThat(none.issuedAt()).isEmpty();
    assertThat(none.maxAge()).isEmpty();
    assertThat(none.checkpoint()).isEmpty();
    Trust trust = none.take(bundle(NOW, 0, 3), NOW);
    assertThat(trust.issuedAt()).contains(NOW);
    assertThat(trust.maxAge()).contains(MAX_AGE);
    assertThat(trust.keys().root(1)).isPresent();
  }

  @Test
  void nothingIsDecidedByWhatIsNotFresh() throws Refusal {
    PresentedRequest request =
        new PresentedRequest(
            "gateway", new Request.Mcp(ISSUER, "tools/call", Optional.of("a"), Arguments.NONE));
    Trust trust = none.take(bundle(NOW, 0, 0), NOW);
    assertThat(reason(none.check(Bytes.EMPTY, request, ProvenKey.NONE, NOW)))
        .isEqualTo(Reason.BUNDLE_MISSING);
    assertThat(reason(trust.check(Bytes.EMPTY, request, ProvenKey.NONE, NOW.plus(MAX_AGE))))
        .isEqualTo(Reason.BUNDLE_STALE);
    assertThat(reason(trust.check(Bytes.EMPTY, request, ProvenKey.NONE, NOW)))
        .isEqualTo(reason(trust.verifier().check(Bytes.EMPTY, request, ProvenKey.NONE, NOW)))
        .isNotIn(Reason.BUNDLE_MISSING, Reason.BUNDLE_STALE);
  }

  private static Reason reason(Decision decision) {
    return ((Decision.Denied) decision).reason();
  }

  @Test
  void aBundleIsGoodUntilItsAge() throws Refusal {
    Trust trust = none.take(bundle(NOW, 0, 3), NOW);
    trust.requireFresh(NOW.plus(MAX_AGE).minusMillis(1));
    refused(() -> trust.requireFresh(NOW.plus(MAX_AGE)), Reason.BUNDLE_STALE);
    assertThat(trust.cursor()).isEqualTo(3);
    assertThat(trust.revocations().size(ISSUER).entries()).isEqualTo(1);
  }

  @Test
  void aClockThatIsSetBackMakesNothingFresh() throws Refusal {
    Trust trust = none.take(bundle(NOW, 0, 0), NOW);
    nanoTime.set(MAX_AGE.toNanos());
    refused(() -> trust.requireFresh(NOW), Reason.BUNDLE_STALE);
    Trust again = trust.take(bundle(NOW, 0, 0), NOW);
    refused(() -> again.requireFresh(NOW), Reason.BUNDLE_STALE);
    again.take(bundle(NOW.plusSeconds(1), 0, 0), NOW).requireFresh(NOW);
  }

  @Test
  void aBundleOfATimeToComeIsNotTakenAndNotFresh() throws Refusal {
    refused(() -> none.take(bundle(NOW, 0, 0), NOW.minusSeconds(31)), Reason.BUNDLE_STALE);
    Trust trust = none.take(bundle(NOW, 0, 0), NOW.minusSeconds(30));
    trust.requireFresh(NOW.minusSeconds(30));
    refused(() -> trust.requireFresh(NOW.minusSeconds(31)), Reason.BUNDLE_STALE);
  }

  @Test
  void partsBeforeTheLastRevoke_andMakeNothingFresh() throws Refusal {
    Trust part = none.take(bundle(NOW, 0, 5, true, State.ACTIVE), NOW);
    refused(() -> part.requireFresh(NOW), Reason.BUNDLE_MISSING);
    part.take(bundle(NOW, 5, 9), NOW).requireFresh(NOW);
    Trust old = none.take(bundle(NOW, 0, 0), NOW);
    Instant later = NOW.plus(MAX_AGE);
    Trust behind = old.take(bundle(later, 0, 5, true, State.ACTIVE), later);
    refused(() -> behind.requireFresh(later), Reason.BUNDLE_STALE);
    assertThat(behind.revocations().size(ISSUER).entries()).isEqualTo(1);
  }

  @Test
  void whatDoesNotFollowIsNotTaken() throws Refusal {
    Trust trust = none.take(bundle(NOW, 0, 5), NOW);
    refused(() -> trust.take(bundle(NOW, 6, 7), NOW), Reason.BUNDLE_GAP);
    refused(() -> trust.take(bundle(NOW, 0, 4), NOW), Reason.BUNDLE_ROLLED_BACK);
    refused(() -> trust.take(bundle(NOW.minusSeconds(1), 5, 6), NOW), Reason.BUNDLE_ROLLED_BACK);
    refused(
        () -> Trust.none("https://other.example", nanoTime::get).take(bundle(NOW, 0, 0), NOW),
        Reason.BUNDLE_ISSUER_MISMATCH);
    assertThat(trust.take(bundle(NOW, 3, 6), NOW).cursor()).isEqualTo(6);
  }

  @Test
  void aKeyIsCompromisedForGood() throws Refusal {
    Trust trust = none.take(bundle(NOW, 0, 0, false, State.COMPROMISED), NOW);
    Trust next = trust.take(bundle(NOW.plusSeconds(1), 0, 0), NOW.plusSeconds(1));
    assertThat(next.keys().root(1).orElseThrow().state()).isEqualTo(State.COMPROMISED);
  }
}
