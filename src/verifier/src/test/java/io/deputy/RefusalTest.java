package io.deputy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a refusal is one line, whatever the token says. */
class RefusalTest {
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\u001b", "\u0000", "\u2028", "\u2029", "\u202e", "\u0085"})
  void whatCannotBeShown_isReplaced(String hostile) {
    assertThat(new Refusal(Reason.TOKEN_MALFORMED, "of \"a" + hostile + "b\""))
        .hasMessage("of \"a\ufffdb\"");
  }

  @Test
  void otherText_isKept() {
    String text = "the issuer \"Zoë 🦀\" is not trusted";
    assertThat(new Refusal(Reason.TOKEN_MALFORMED, text)).hasMessage(text);
  }
}
