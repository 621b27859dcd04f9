package io.deputy.minting;

import static io.deputy.minting.Remembered.SECOND;
import static io.deputy.minting.Remembered.WARM;
import static io.deputy.minting.Remembered.bytes;
import static io.deputy.minting.Remembered.same;
import static io.deputy.minting.Story.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Term;
import io.deputy.chain.VerifiedChain;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Verifier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Blocks that holders add to known tokens: read after them, remembered sparingly, always asked. */
class RememberedHoldersTest {
  @Test
  void holdersBlocksAfterKnownOnes_shareTheirSymbols() throws Exception {
    Bytes once = Forge.plain(bytes(SECOND), Holders.named("search_issues"));
    Bytes twice = Forge.plain(once, Holders.before(5));
    Bytes thrice = Forge.plain(twice, Holders.named("search_issues"));
    for (Bytes token : List.of(once, twice, thrice, once, thrice)) {
      assertThat(same(token)).isInstanceOf(Decision.Allowed.class);
    }
    // The same symbols once more, as if the earlier blocks had none.
    Bytes repeated =
        Forge.append(twice, BlockAuthor.author(Holders.named("search_issues")), Optional.empty());
    assertDenied(same(repeated), Reason.TOKEN_MALFORMED);
  }

  @Test
  void symbolsOfOneChild_areNotItsSiblings() throws Exception {
    Verifier verifier = new Verifier(Story.KEYS);
    verifier.verify(Forge.plain(bytes(SECOND), Holders.named("one")));
    Bytes sibling = Forge.plain(bytes(SECOND), Holders.named("other"));
    assertThat(verifier.verify(sibling).biscuit().content().token()).isEqualTo(sibling);
  }

  @Test
  void holdersCheckOfKnownToken_isEvaluatedEveryTime() throws Exception {
    Bytes late = Forge.plain(bytes(SECOND), Holders.before(-1));
    for (int i = 0; i < 2; i++) {
      assertDenied(same(late), Reason.CHECK_FAILED);
    }
    Bytes soon = Forge.plain(bytes(SECOND), Holders.before(5));
    PresentedRequest presented = new PresentedRequest("mcp-gateway", Story.createIssue());
    ProvenKey proven = new ProvenKey(Story.RESEARCHER.key());
    assertThat(WARM.check(soon, presented, proven, Story.NOW)).isInstanceOf(Decision.Allowed.class);
    assertDenied(
        WARM.check(soon, presented, proven, Story.NOW.plusSeconds(300)), Reason.CHECK_FAILED);
  }

  @Test
  void moreThanAFewChecksOfHolders_areNotRemembered() throws Exception {
    Verifier verifier = new Verifier(Story.KEYS);
    Bytes few = Forge.plain(bytes(SECOND), Holders.named("x".repeat(600)));
    assertThat(verifier.verify(few)).isSameAs(verifier.verify(few));
    Bytes many = Forge.plain(few, Holders.named("y".repeat(600)));
    VerifiedChain once = verifier.verify(many);
    VerifiedChain again = verifier.verify(many);
    assertThat(again).isNotSameAs(once);
    assertThat(again.biscuit().content().blocks().get(3))
        .isNotSameAs(once.biscuit().content().blocks().get(3));
    assertThat(same(many)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void statementsOfKnownBlocks_countInTheChild() throws Exception {
    Block many =
        Forge.withFacts(
            Holders.before(5),
            facts -> {
              for (int i = 0; i < 95; i++) {
                facts.add(Predicate.of("time", new Term.Int(i)));
              }
              return facts;
            });
    Bytes once = Forge.plain(bytes(SECOND), many);
    assertThat(same(once)).isInstanceOf(Decision.Allowed.class);
    assertDenied(same(Forge.plain(once, many)), Reason.TOKEN_TOO_MANY_STATEMENTS);
  }
}
