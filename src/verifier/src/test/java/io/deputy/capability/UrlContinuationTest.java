package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UrlContinuationTest {
  private static final String BASE = "https://a.example/";

  @Test
  void goesOnWithALetter() {
    assertThat(continued(BASE, Set.of())).hasValue(BASE + "x");
    assertThat(continued(BASE, Set.of(BASE + "x"))).hasValue(BASE + "y");
    assertThat(continued(BASE + "%20", Set.of())).hasValue(BASE + "%20x");
  }

  @Test
  void goesOnWithWhateverNoLiteralBars() {
    Set<String> barred = new HashSet<>();
    for (Optional<String> next = continued(BASE, barred);
        next.isPresent() && !next.get().contains("%");
        next = continued(BASE, barred)) {
      assertThat(barred.add(next.get())).isTrue();
      assertThat(WebUrl.parse(next.get())).as(next.get()).isPresent();
    }
    assertThat(barred).contains(BASE + "Z", BASE + "9", BASE + "~", BASE + "@", BASE + "?");
    assertThat(barred).doesNotContain(BASE + "/", BASE + ".", BASE + "|");
    assertThat(continued(BASE, barred).orElseThrow()).startsWith(BASE + "%");
    barred.add(BASE + "%");
    assertThat(continued(BASE, barred)).isEmpty();
  }

  @Test
  void completesAnEncodedCharacterThatHasBegun() {
    for (String begun :
        List.of(
            "%",
            "%2",
            "%7",
            "%C",
            "%C3",
            "%C3%",
            "%C3%A",
            "%DF%B",
            "%E0",
            "%E0%A0%",
            "%ED%9",
            "%E1%80",
            "%E1%80%8",
            "%F0",
            "%F0%9",
            "%F0%90%80",
            "%F1%80%80%8",
            "%F4%8",
            "%F4%80%80%",
            "%C3%A9%C3",
            "%20%E1")) {
      Optional<String> whole = continued(BASE + begun, Set.of());
      assertThat(whole).as(begun).isPresent();
      assertThat(whole.get()).startsWith(BASE + begun);
      assertThat(WebUrl.parse(whole.get())).as(begun).isPresent();
    }
  }

  @Test
  void nothingCompletesWhatNoCharacterBeginsWith() {
    for (String never :
        List.of(
            "%8",
            "%C0", "%C1", "%E0%8", "%ED%A", "%F0%8", "%F4%9", "%F5", "%0", "%1", "%c3", "%G", "//",
            "%C3%2")) {
      assertThat(continued(BASE + never, Set.of())).as(never).isEmpty();
    }
  }

  @Test
  void literalsAreStoppedAtOnTheWayToo() {
    assertThat(continued(BASE + "%C3", Set.of(BASE + "%C3%"))).isEmpty();
    Optional<String> other = continued(BASE + "%C3%", Set.of(BASE + "%C3%8"));
    assertThat(other.orElseThrow()).startsWith(BASE + "%C3%9");
  }

  @Test
  void everyUrlThatIsTriedCountsAsWork() {
    Set<String> barred = new HashSet<>();
    for (char c = ' '; c < 0x7F; c++) {
      if (WebUrl.parse(BASE + c).isPresent()) {
        barred.add(BASE + c);
      }
    }
    String far = BASE + "a".repeat(1_000);
    Steps few = new Steps();
    few.take(Steps.MAX - Steps.toRead(far));
    assertThatExceptionOfType(Steps.Exhausted.class)
        .isThrownBy(() -> UrlContinuation.of(far, Set.of(), few));
    Steps many = new Steps();
    many.take(Steps.MAX - 3 * Steps.toRead(BASE + "x"));
    assertThatExceptionOfType(Steps.Exhausted.class)
        .isThrownBy(() -> UrlContinuation.of(BASE, barred, many));
  }

  private static Optional<String> continued(String text, Set<String> literals) {
    return UrlContinuation.of(text, literals, new Steps());
  }
}
