package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns that RE2 and the reference implementation's engine read in two ways are errors. */
class PatternSyntaxTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "^a$",
        "[a-c]",
        "[^a-c]",
        "[]a]",
        "[^]a]",
        "[-a]",
        "[a-]",
        "[\\w-]",
        "[\\w.-]",
        "[\\--a]",
        "[+\\-*]",
        "[[:alpha:]]",
        "[[:^alpha:]x]",
        "a{1}",
        "a{1,}",
        "a{1,2}",
        "(a|b)",
        "(?:a)",
        "(?i)a",
        "(?i-s:a)",
        "(?-i)a",
        "(?P<name>a)",
        "\\d",
        "\\b",
        "\\A",
        "\\z",
        "\\.",
        "\\/",
        "\\n",
        "\\x61",
        "\\x{61}",
        "\\pL",
        "\\PN",
        "\\p{Lu}",
        "}",
        "]",
        "a**",
        "é",
        "[é]"
      })
  void commonSyntaxIsRead(String pattern) {
    assertThat(PatternSyntax.of(pattern).isCommonFor("abc")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a&&b]",
        "[a--b]",
        "[a~~b]",
        "[a[b]]",
        "[[:alpha]]",
        "[\\d-b]",
        "[a-\\d]",
        "[a-b-c]",
        "[a",
        "[",
        "[a-",
        "[a-[",
        "[\\b]",
        "x{,2}",
        "x{",
        "{",
        "{a}",
        "x{1",
        "x{1,",
        "x{1 }",
        "\\",
        "\\<",
        "\\>",
        "\\C",
        "\\Q",
        "\\E",
        "\\1",
        "\\a",
        "\\u0061",
        "\\é",
        "\\p",
        "\\pX",
        "\\p{}",
        "\\p{^L}",
        "\\x",
        "\\xg1",
        "\\x1g",
        "\\x{}",
        "(?)",
        "(?",
        "(?i",
        "(?ii)",
        "(?i-i)",
        "(?i-)",
        "(?-)",
        "(?--i)",
        "(?x)",
        "(?=a)",
        "(?P<n",
        "(?P<>a)",
        "a(?i)*",
        "a(?i)+",
        "a(?i)?",
        "a(?i-s){1}",
        "(?<1>a)"
      })
  void otherSyntaxIsNot(String pattern) {
    assertThat(PatternSyntax.of(pattern).isCommonFor("abc")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\w", "\\D", "\\s", "\\b", "\\B", "(?i)k", "\\pL", "[\\w]", "[^\\d]"})
  void classesAreNotAppliedToTextBeyondAscii(String pattern) {
    PatternSyntax syntax = PatternSyntax.of(pattern);
    assertThat(syntax.isCommonFor("abc\u007f")).isTrue();
    assertThat(syntax.isCommonFor("é")).isFalse();
    assertThat(syntax.isCommonFor("\u0080")).isFalse();
    assertThat(syntax.isCommonFor("\u000b")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", ".", "[^a]", "é", "\\A.\\z", "(?s).", "(?m)^.$", "[[:^alpha:]]"})
  void otherPatternsAre(String pattern) {
    assertThat(PatternSyntax.of(pattern).isCommonFor("é\u000b")).isTrue();
  }

  @Test
  void manyOpenBracketsTakeLinearTime() {
    assertThat(PatternSyntax.of("(?".repeat(8000)).isCommonFor("")).isFalse();
    assertThat(PatternSyntax.of("[".repeat(8000)).isCommonFor("")).isFalse();
    assertThat(PatternSyntax.of("\\x{1".repeat(8000)).isCommonFor("")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a&&b]", "(", "x{,2}", "\\w"})
  void noFallbackTakesThePlaceOfAPatternThatEnginesDifferOn(String pattern) throws Refusal {
    String call = "\"é\".matches(\"" + pattern.replace("\\", "\\\\") + "\")";
    for (String check : new String[] {call, "!" + call, "(" + call + ").try_or(true)"}) {
      assertThat(Worlds.check(check))
          .isInstanceOfSatisfying(
              Outcome.Undecided.class,
              u -> assertThat(u.reason()).isEqualTo(Reason.EVALUATION_ERROR));
    }
  }
}
