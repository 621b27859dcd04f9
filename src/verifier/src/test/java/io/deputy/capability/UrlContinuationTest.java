package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UrlContinuationTest {
  private static final String BASE = "https://a.example/";

  @Test
  void goesOnWithALetter() {
    assertThat(UrlContinuation.of(BASE, Set.of())).hasValue(BASE + "x");
    assertThat(UrlContinuation.of(BASE, Set.of(BASE + "x"))).hasValue(BASE + "y");
    assertThat(UrlContinuation.of(BASE + "%20", Set.of())).hasValue(BASE + "%20x");
  }

  @Test
  void goesOnWithWhateverNoLiteralBars() {
    Set<String> barred = new HashSet<>();
    for (Optional<String> next = UrlContinuation.of(BASE, barred);
        next.isPresent() && !next.get().contains("%");
        next = UrlContinuation.of(BASE, barred)) {
      assertThat(barred.add(next.get())).isTrue();
      assertThat(WebUrl.parse(next.get())).as(next.get()).isPresent();
    }
    assertThat(barred).contains(BASE + "Z", BASE + "9", BASE + "~", BASE + "@", BASE + "?");
    assertThat(barred).doesNotContain(BASE + "/", BASE + ".", BASE + "|");
    assertThat(UrlContinuation.of(BASE, barred).orElseThrow()).startsWith(BASE + "%");
    barred.add(BASE + "%");
    assertThat(UrlContinuation.of(BASE, barred)).isEmpty();
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
      Optional<String> whole = UrlContinuation.of(BASE + begun, Set.of());
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
      assertThat(UrlContinuation.of(BASE + never, Set.of())).as(never).isEmpty();
    }
  }

  @Test
  void literalsAreStoppedAtOnTheWayToo() {
    assertThat(UrlContinuation.of(BASE + "%C3", Set.of(BASE + "%C3%"))).isEmpty();
    Optional<String> other = UrlContinuation.of(BASE + "%C3%", Set.of(BASE + "%C3%8"));
    assertThat(other.orElseThrow()).startsWith(BASE + "%C3%9");
  }
}
