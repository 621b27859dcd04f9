package io.deputy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void plain_text_stays_as_it_is() {
    assertThat(Printable.line("Zoë said \"no\" \\ 日本")).isEqualTo("Zoë said \"no\" \\ 日本");
  }

  @Test
  void what_moves_the_cursor_or_ends_the_line_is_escaped() {
    assertThat(Printable.line("a\u001b[2Jb\r\nc\u0007"))
        .isEqualTo("a\\u{1b}[2Jb\\u{d}\\u{a}c\\u{7}");
  }

  @Test
  void what_turns_or_hides_text_is_escaped() {
    assertThat(Printable.line("a\u202eb\u200bc\u2028d\u00a0e\ud800"))
        .isEqualTo("a\\u{202e}b\\u{200b}c\\u{2028}d\\u{a0}e\\u{d800}");
  }

  @Test
  void lines_stay_lines_where_they_are_ours() {
    assertThat(Printable.lines("a;\nb\u001b;\n")).isEqualTo("a;\nb\\u{1b};\n");
  }
}
