package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Verifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Retired keys verify what they signed before, and nothing later. */
class RetiredKeysTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static TrustedKey retired(TrustedKey key, Instant at) {
    return new TrustedKey(
        key.number(),
        key.role(),
        TrustedKey.State.RETIRED,
        Optional.of(at),
        key.issuer(),
        key.key());
  }

  /** The keys of the story, those of one role retired. */
  private static TrustedKeys retired(TrustedKey.Role role, Instant at) {
    return new TrustedKeys(
        Story.KEYS.keys().stream().map(k -> k.role() == role ? retired(k, at) : k).toList());
  }

  private static Minted twoHops() throws Refusal {
    Minted first = Story.first();
    return Story.MINTER.next(first.chain(), Story.same(first, Story.RESEARCHER));
  }

  private static Decision decide(Verifier verifier, Minted token) {
    return verifier.check(
        token.token().expose(),
        new PresentedRequest("mcp-gateway", Story.createIssue()),
        new ProvenKey(token.chain().last().holder().key()),
        Story.NOW);
  }

  @ParameterizedTest
  @EnumSource(names = {"ROOT", "ATTESTATION"})
  void aHopThatWasIssuedNoLaterThanTheRetirement_verifies(TrustedKey.Role role) throws Exception {
    Minted token = twoHops();
    for (Instant at : List.of(Story.NOW, Story.NOW.plus(SECOND), Story.LATER)) {
      assertThat(decide(new Verifier(retired(role, at)), token))
          .isInstanceOf(Decision.Allowed.class);
    }
  }

  /** Within the leeway for clocks: it does not apply. */
  @ParameterizedTest
  @EnumSource(names = {"ROOT", "ATTESTATION"})
  void aHopThatWasIssuedASecondAfterTheRetirement_isRefused(TrustedKey.Role role) throws Exception {
    Verifier verifier = new Verifier(retired(role, Story.NOW.minus(SECOND)));
    Story.assertDenied(decide(verifier, twoHops()), Reason.KEY_RETIRED);
  }

  @Test
  void everyHopCounts_notOnlyTheLast() throws Exception {
    InMemoryEd25519 newer = Story.key(4, 4);
    TrustedKey successor = Story.trusted(newer, TrustedKey.Role.ATTESTATION);
    Minted second = twoHops();
    TrustedKeys both =
        new TrustedKeys(List.of(Story.KEYS.keys().get(0), Story.KEYS.keys().get(1), successor));
    Minted third =
        new Minter(Story.ISSUER, Story.ROOT, newer, new Verifier(both))
            .next(second.chain(), Story.same(second, Story.SUMMARIZER));
    Instant before = Story.NOW.minus(SECOND);
    TrustedKeys late =
        new TrustedKeys(
            List.of(
                Story.KEYS.keys().get(0), retired(Story.KEYS.keys().get(1), before), successor));
    Story.assertDenied(decide(new Verifier(late), third), Reason.KEY_RETIRED);
    TrustedKeys inTime =
        new TrustedKeys(
            List.of(
                Story.KEYS.keys().get(0), retired(Story.KEYS.keys().get(1), Story.NOW), successor));
    assertThat(decide(new Verifier(inTime), third)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void aTokenOfARetiredRootKey_isExtendedWithTheNextKeys() throws Exception {
    Minted first = Story.first();
    InMemoryEd25519 nextRoot = Story.key(3, 3);
    InMemoryEd25519 nextAttestation = Story.key(4, 4);
    Verifier verifier =
        new Verifier(
            new TrustedKeys(
                List.of(
                    retired(Story.KEYS.keys().get(0), Story.NOW),
                    retired(Story.KEYS.keys().get(1), Story.NOW),
                    Story.trusted(nextRoot, TrustedKey.Role.ROOT),
                    Story.trusted(nextAttestation, TrustedKey.Role.ATTESTATION))));
    Minted next =
        new Minter(Story.ISSUER, nextRoot, nextAttestation, verifier)
            .next(verifier.verify(first.token().expose()), Story.same(first, Story.RESEARCHER));
    assertThat(next.signer()).isEqualTo(4);
    assertThat(decide(verifier, next)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void aRetiredKeyThatStillSigns_mintsNothing() {
    Verifier verifier = new Verifier(retired(TrustedKey.Role.ROOT, Story.NOW.minus(SECOND)));
    Minter minter = new Minter(Story.ISSUER, Story.ROOT, Story.ATTESTATION, verifier);
    assertThatThrownBy(
            () ->
                minter.first(
                    new io.deputy.chain.ChainId(Story.id()),
                    Story.ALICE,
                    Story.terms(Story.RIGHTS)))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.KEY_RETIRED));
  }

  @Test
  void onlyARetiredKeySaysSinceWhen() {
    TrustedKey key = Story.KEYS.keys().get(0);
    assertThatThrownBy(
            () -> new TrustedKey(1, key.role(), TrustedKey.State.RETIRED, key.issuer(), key.key()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new TrustedKey(
                    1,
                    key.role(),
                    TrustedKey.State.ACTIVE,
                    Optional.of(Story.NOW),
                    key.issuer(),
                    key.key()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
