package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.UnverifiedChain;
import io.deputy.chain.VerifiedChain;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Verifier;
import java.util.List;

/**
 * A chain of three tokens and a verifier that has seen all of them. The decisions of {@link #same}
 * are those of one that has seen none.
 */
final class Remembered {
  static final Minted FIRST;
  static final Minted SECOND;
  static final Minted THIRD;
  static final Verifier WARM = new Verifier(Story.KEYS);

  static {
    try {
      FIRST = Story.first();
      SECOND = Story.MINTER.next(FIRST.chain(), Story.same(FIRST, Story.RESEARCHER));
      THIRD = Story.MINTER.next(SECOND.chain(), Story.same(SECOND, Story.SUMMARIZER));
      for (Minted token : List.of(FIRST, SECOND, THIRD)) {
        WARM.verify(bytes(token));
      }
    } catch (Refusal e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Remembered() {}

  /** The decision of a verifier that has seen the genuine tokens; a new one's must be the same. */
  static Decision same(Bytes token) {
    Decision cold = decide(new Verifier(Story.KEYS), token);
    for (int i = 0; i < 2; i++) {
      assertThat(told(decide(WARM, token))).isEqualTo(told(cold));
    }
    return cold;
  }

  /** Everything that a decision says. */
  static Object told(Decision decision) {
    if (!(decision instanceof Decision.Allowed allowed)) {
      return decision;
    }
    VerifiedChain chain = allowed.chain();
    return List.of(
        chain.biscuit().content().token(),
        chain.biscuit().content().blocks(),
        chain.biscuit().revocationIds(),
        chain.issuer(),
        chain.id(),
        chain.user(),
        chain.hops(),
        chain.rights(),
        chain.holderBlocks());
  }

  /** What whoever has the key that the token names gets. */
  static Decision decide(Verifier verifier, Bytes token) {
    ProvenKey proven = ProvenKey.NONE;
    try {
      proven = new ProvenKey(UnverifiedChain.read(token).last().holder().key());
    } catch (Refusal unreadable) {
      // Then it names nobody.
    }
    PresentedRequest presented = new PresentedRequest("mcp-gateway", Story.createIssue());
    return verifier.check(token, presented, proven, Story.NOW);
  }

  static Bytes bytes(Minted minted) {
    return minted.token().expose();
  }

  /** The secret that ends a token. */
  static Bytes secret(Bytes token) throws Refusal {
    return ((Proof.NextSecret) UnverifiedBiscuit.parse(token).proof()).unsafeNextSecret();
  }
}
