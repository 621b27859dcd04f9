package io.deputy.minting;

import static io.deputy.minting.Remembered.SECOND;
import static io.deputy.minting.Remembered.THIRD;
import static io.deputy.minting.Remembered.bytes;
import static io.deputy.minting.Remembered.decide;
import static io.deputy.minting.Story.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.verify.Decision;
import io.deputy.verify.Revocation;
import io.deputy.verify.Revocations;
import io.deputy.verify.Verifier;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When revocation is looked at; that it kills every descendant is {@link RevocationLaws}. */
class RevokedTokensTest {
  private static final Revocations SECOND_REVOKED =
      Revocations.NONE.with(
          Story.ISSUER, List.of(new Revocation.OfHop(SECOND.chain().last().id())));

  @Test
  void revokedToken_isDeniedBeforeAnyCryptography() throws Exception {
    Bytes forged =
        Forge.attested(bytes(SECOND), HopBlocks.hop(SECOND.chain(), terms()), Story.ATTACKER);
    assertDenied(decide(new Verifier(Story.KEYS), forged), Reason.ATTESTATION_KEY_UNKNOWN);
    assertDenied(
        decide(new Verifier(Story.KEYS, () -> SECOND_REVOKED), forged), Reason.TOKEN_REVOKED);
  }

  @Test
  void knownToken_isDeniedFromTheMomentItIsRevoked() {
    AtomicReference<Revocations> known = new AtomicReference<>(Revocations.NONE);
    Verifier verifier = new Verifier(Story.KEYS, known::get);
    assertThat(decide(verifier, bytes(THIRD))).isInstanceOf(Decision.Allowed.class);
    known.set(SECOND_REVOKED);
    assertDenied(decide(verifier, bytes(THIRD)), Reason.TOKEN_REVOKED);
  }

  @Test
  void whatIsAddedToRevocations_leavesThoseThatWereThereAsTheyWere() {
    Revocations both =
        SECOND_REVOKED.with(Story.ISSUER, List.of(new Revocation.OfChain(SECOND.chain().id())));
    assertDenied(decide(new Verifier(Story.KEYS, () -> both), bytes(THIRD)), Reason.TOKEN_REVOKED);
    assertThat(decide(new Verifier(Story.KEYS, () -> Revocations.NONE), bytes(THIRD)))
        .isInstanceOf(Decision.Allowed.class);
    assertThat(decide(new Verifier(Story.KEYS, () -> SECOND_REVOKED), bytes(Remembered.FIRST)))
        .isInstanceOf(Decision.Allowed.class);
  }

  private static HopTerms terms() {
    return Story.same(SECOND, Story.SUMMARIZER);
  }
}
