package io.deputy.minting;

import static io.deputy.minting.Remembered.FIRST;
import static io.deputy.minting.Remembered.SECOND;
import static io.deputy.minting.Remembered.THIRD;
import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.SignedBlock;
import io.deputy.chain.UnprovenChain;
import io.deputy.chain.UnverifiedChain;
import io.deputy.chain.User;
import io.deputy.verify.Decision;
import io.deputy.verify.Revocation;
import io.deputy.verify.Revocations;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which of the tokens of one chain each kind of revocation ends, presented or on record. */
class RevocationKindsTest {
  private static final Instant BEFORE = Story.NOW.minusSeconds(1);
  private static final String HOLDER = Story.RESEARCHER.agent();

  @Test
  void aHop_endsItsTokenAndWhatFollows() throws Exception {
    ended("-xx", new Revocation.OfHop(SECOND.chain().last().id()));
    ended("xxx", new Revocation.OfHop(FIRST.chain().last().id()));
  }

  @Test
  void aChain_endsAll() throws Exception {
    ended("xxx", new Revocation.OfChain(SECOND.chain().id()));
  }

  @Test
  void aUser_endsWhatSheDelegatedUntilThen() throws Exception {
    ended("xxx", ofUser(Story.NOW));
    ended("xxx", ofUser(Story.LATER));
    ended("---", ofUser(BEFORE));
    ended("---", new Revocation.OfUser(new User(Story.ALICE.issuer(), "bob"), Story.LATER));
  }

  @Test
  void anAgent_endsWhatItHeldUntilThenAndWhatFollows() throws Exception {
    ended("-xx", ofAgent(Story.NOW));
    ended("---", ofAgent(BEFORE));
    ended("---", new Revocation.OfAgent("nobody", Story.LATER));
  }

  @Test
  void aSignature_endsItsBlockAndWhatFollows() throws Exception {
    List<SignedBlock> blocks = THIRD.chain().biscuit().content().blocks();
    ended("-xx", new Revocation.OfSignature(blocks.get(1).signature()));
    ended("--x", new Revocation.OfSignature(blocks.get(2).signature()));
  }

  /** In whatever order the news come, and in however many pieces. */
  @Test
  void theLatestTimeCounts() throws Exception {
    ended("xxx", ofUser(Story.NOW), ofUser(BEFORE));
    ended("xxx", ofUser(BEFORE), ofUser(Story.NOW));
    ended("-xx", ofAgent(Story.NOW), ofAgent(BEFORE));
    ended("-xx", ofAgent(BEFORE), ofAgent(Story.NOW));
  }

  @Test
  void whatComesBesides_takesNothingBack() throws Exception {
    ended("xxx", ofUser(Story.NOW), new Revocation.OfUser(new User("https://x", "x"), BEFORE));
    ended("-xx", ofAgent(Story.NOW), new Revocation.OfAgent("nobody", BEFORE));
    ended("-xx", ofAgent(Story.NOW), new Revocation.OfHop(THIRD.chain().last().id()));
    ended(
        "-xx",
        new Revocation.OfSignature(THIRD.chain().biscuit().content().blocks().get(1).signature()),
        ofUser(BEFORE));
  }

  private static Revocation ofUser(Instant through) {
    return new Revocation.OfUser(Story.ALICE, through);
  }

  private static Revocation ofAgent(Instant through) {
    return new Revocation.OfAgent(HOLDER, through);
  }

  /**
   * @param which of the three tokens are ended, {@code x} for one that is
   */
  private static void ended(String which, Revocation... revocations) throws Exception {
    assertThat(endedBy(Revocations.NONE.with(Story.ISSUER, List.of(revocations)))).isEqualTo(which);
    Revocations oneByOne = Revocations.NONE;
    for (Revocation revocation : revocations) {
      oneByOne = oneByOne.with(Story.ISSUER, List.of(revocation));
    }
    assertThat(endedBy(oneByOne)).isEqualTo(which);
    assertThat(endedBy(Revocations.NONE.with("https://other.example", List.of(revocations))))
        .isEqualTo("---");
  }

  private static String endedBy(Revocations revoked) throws Exception {
    Verifier verifier = new Verifier(Story.KEYS, () -> revoked);
    UnprovenChain onRecord = onRecord();
    StringBuilder ended = new StringBuilder();
    for (Minted token : List.of(FIRST, SECOND, THIRD)) {
      Decision decision = Remembered.decide(verifier, Remembered.bytes(token));
      boolean dead = decision instanceof Decision.Denied;
      if (dead) {
        Story.assertDenied(decision, Reason.TOKEN_REVOKED);
      }
      assertThat(isRevoked(revoked, onRecord, token.chain().last().number())).isEqualTo(dead);
      ended.append(dead ? 'x' : '-');
    }
    return ended.toString();
  }

  private static boolean isRevoked(Revocations revoked, UnprovenChain chain, int hop) {
    try {
      revoked.requireLive(chain, hop);
      return false;
    } catch (Refusal refusal) {
      assertThat(refusal.reason()).isEqualTo(Reason.TOKEN_REVOKED);
      return true;
    }
  }

  private static UnprovenChain onRecord() throws Refusal {
    return UnverifiedChain.ofBlocks(
            Story.ROOT.number(),
            THIRD.chain().biscuit().content().blocks().stream().map(SignedBlock::encoded).toList())
        .verifyBlocks(Story.KEYS, Optional.empty());
  }
}
