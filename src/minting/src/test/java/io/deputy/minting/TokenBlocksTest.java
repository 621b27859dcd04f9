package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.TokenBlocks;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What of a token may be written down is not a token. */
class TokenBlocksTest {
  private final Bytes token;

  TokenBlocksTest() throws Refusal {
    token = Story.first().token().expose();
  }

  @Test
  void theSecretIsNotInThem() throws Refusal {
    TokenBlocks blocks = TokenBlocks.of(token);
    UnverifiedBiscuit biscuit = UnverifiedBiscuit.parse(token);
    String secret = ((Proof.NextSecret) biscuit.proof()).unsafeNextSecret().toHex();
    assertThat(token.toHex()).contains(secret);
    assertThat(blocks.bytes().toHex()).doesNotContain(secret);
    assertThat(blocks.bytes().toHex()).endsWith(biscuit.last().encoded().toHex());
    assertThatThrownBy(() -> UnverifiedBiscuit.parse(blocks.bytes())).isInstanceOf(Refusal.class);
  }

  @Test
  void whatHasAProofIsNotTaken() {
    assertThatThrownBy(() -> new TokenBlocks(token)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsCutOrFollowedByAnythingIsNotTaken() throws Refusal {
    byte[] whole = TokenBlocks.of(token).bytes().toArray();
    byte[] more = Arrays.copyOf(whole, whole.length + 2);
    more[whole.length] = 0x22;
    assertThatThrownBy(() -> new TokenBlocks(Bytes.of(more)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenBlocks(Bytes.of(whole, 0, whole.length - 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenBlocks(Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTokenIsCalledByWhatIsKeptOfIt() throws Refusal {
    TokenBlocks blocks = TokenBlocks.of(token);
    RecordedToken.Verified recorded =
        RecordedToken.Verified.of(blocks, Story.VERIFIER.verify(token));
    assertThat(recorded.digest()).isEqualTo(blocks.bytes().sha256());
    assertThat(recorded.delegation().agents()).containsExactly("orchestrator");
  }
}
