package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NormalFormTest {
  private static final String HIGH = "\ud83d";
  private static final String LOW = "\ude00";

  @Test
  void surrogatesComeInPairs() {
    for (String good : List.of("", "a", HIGH + LOW, "a" + HIGH + LOW + HIGH + LOW + "b")) {
      assertThat(NormalForm.isUnicode(good)).isTrue();
      assertThat(NormalForm.requireUnicode(good)).isEqualTo(good);
    }
    for (String bad :
        List.of(HIGH, LOW, LOW + HIGH, HIGH + "a", HIGH + HIGH + LOW, HIGH + LOW + LOW)) {
      assertThat(NormalForm.isUnicode(bad)).isFalse();
      assertThatThrownBy(() -> NormalForm.requireUnicode(bad)).hasMessageContaining("surrogate");
    }
  }

  @Test
  void namesMethodsAndQueries() {
    assertThat(List.of("a", "tools/call", "é", " ")).allMatch(NormalForm::isName);
    assertThat(List.of("", "a\n", "\u007f", "\u0085", HIGH)).noneMatch(NormalForm::isName);
    assertThat(List.of("GET", "X-!#$%&'*+.^_`|~9")).allMatch(NormalForm::isHttpMethod);
    assertThat(List.of("", "GET ", "A/B", "A:B", "é")).noneMatch(NormalForm::isHttpMethod);
    assertThat(List.of("", "a=1&b=%20", "\"'~!$")).allMatch(NormalForm::isQuery);
    assertThat(List.of("a#b", "a b", "\u007f", "é")).noneMatch(NormalForm::isQuery);
  }

  @Test
  void pathsInNormalForm() {
    assertThat(
            List.of("/", "/a", "/a/", "/a/b c", "/.a", "/a.", "/...", "/..a", "/é", "/a;b", "/a:b"))
        .allMatch(NormalForm::isPath);
    assertThat(
            List.of(
                "",
                "a",
                "a/",
                "//",
                "/a//b",
                "/.",
                "/..",
                "/a/.",
                "/a/..",
                "/./a",
                "/a/../b",
                "/..;x",
                "/.;x",
                "/a/..;/b",
                "/a\\b",
                "/a%2f",
                "/%",
                "/a\n",
                "/" + HIGH,
                // Full-width: full stop, solidus, percent sign, colon; one dot leader.
                "/\uff0e\uff0e/a",
                "/a\uff0fb",
                "/\uff05",
                "/a\uff1ab",
                "/\u2024"))
        .noneMatch(NormalForm::isPath);
  }

  @Test
  void pathsAsTheyStandInAUri() {
    Map.of(
            "/a/%62",
            "/a/b",
            "/a/./b",
            "/a/b",
            "/a/../b",
            "/b",
            "/a/b/..",
            "/a/",
            "/a/.",
            "/a/",
            "/..a/%C3%A9",
            "/..a/é",
            "/.",
            "/",
            "/%2e",
            "/",
            "/a/%2E%2E/b",
            "/b",
            "/a%20b",
            "/a b")
        .forEach((raw, path) -> assertThat(NormalForm.path(raw)).as(raw).hasValue(path));
    assertThat(NormalForm.path("/a/..")).hasValue("/");
    assertThat(NormalForm.path("/a%7E")).hasValue("/a~");
    for (String raw :
        List.of(
            "",
            "a",
            "/..",
            "/a/../..",
            "/%2e%2e",
            "//a",
            "/a//",
            "/a%2Fb",
            "/a%2fb",
            "/a?b",
            "/a#b",
            "/a%",
            "/a%2",
            "/a%g0",
            "/a%0g",
            "/%ff",
            "/%C3",
            "/a%00",
            "/a%5Cb",
            "/a%25",
            "/" + HIGH,
            "/%\u0661\u0662",
            "/a/..;b")) {
      assertThat(NormalForm.path(raw)).as(raw).isEmpty();
    }
  }

  @Test
  void whatDoesNotStandForItselfIsEncoded() {
    assertThat(NormalForm.encodedPath("/a b/é;c=\"~")).isEqualTo("/a%20b/%C3%A9;c=%22~");
    assertThat(NormalForm.encodedPath("/AZaz09-._~!$&'()*+,;=:@"))
        .isEqualTo("/AZaz09-._~!$&'()*+,;=:@");
  }

  @Test
  void urlsInTheirOneText() {
    for (String text :
        List.of(
            "http://a.example/",
            "https://a.example/",
            "https://a.example:444/b?c",
            "http://a.example:443/",
            "https://a.example:80/",
            "https://a.example/?",
            "https://10.0.0.1/",
            "https://a/b%20c?d=%20",
            "https://a.example:65535/",
            "https://0x.example/",
            "https://1.example/")) {
      assertThat(WebUrl.parse(text).map(WebUrl::text)).as(text).hasValue(text);
    }
    WebUrl url = WebUrl.parse("https://a.example:8443/b%20c/d?e=f").orElseThrow();
    assertThat(url).isEqualTo(new WebUrl("https", "a.example", 8443, "/b c/d", Optional.of("e=f")));
    assertThat(WebUrl.parse("http://a/").orElseThrow().port()).isEqualTo(80);
    assertThat(WebUrl.parse("https://a/").orElseThrow().port()).isEqualTo(443);
  }

  @Test
  void otherTextsAreNoUrls() {
    for (String text :
        List.of(
            "https://a.example",
            "HTTPS://a.example/",
            "https://A.example/",
            "ftp://a.example/",
            "https://a.example:443/",
            "http://a.example:80/",
            "https://a.example:65536/",
            "https://a.example:0/",
            "https://u@a.example/",
            "https://a.example/#f",
            "https://a.example/../b",
            "https://a.example/%62",
            "https://a.example/%c3%a9",
            "https://a.example/a b",
            "https://a.example/?a b",
            "https://a.example./",
            "https://.a/",
            "https://127.1/",
            "https://10.0.0.256/",
            "https://0x7f/",
            "https://a.0x7f/",
            "https://1/",
            "https://[::1]/",
            "https://a.example/b\n",
            "https://a.example//")) {
      assertThat(WebUrl.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void places() {
    Pointer a = new Pointer("/a");
    assertThat(a.isAbove(new Pointer("/a/b"))).isTrue();
    assertThat(a.isAbove(new Pointer("/a/"))).isTrue();
    assertThat(List.of(a, new Pointer("/ab"), new Pointer("/b/a"), new Pointer("/b/")))
        .noneMatch(a::isAbove);
    assertThat(new Pointer("/a/b").isAbove(a)).isFalse();
    assertThat(a.child("b/c~d")).hasToString("/a/b~1c~0d");
    assertThat(Pointer.ofMember("b/c~d")).hasToString("/b~1c~0d");
    assertThat(a.depth()).isEqualTo(1);
    assertThat(new Pointer("/a//b").depth()).isEqualTo(3);
    assertThat(a).isLessThan(new Pointer("/b")).isGreaterThan(new Pointer("/"));
    assertThat(new Pointer("/1/2/3/4/5/6/7/8").depth()).isEqualTo(Arguments.MAX_NESTING);
    for (String bad :
        List.of("", "a", "a/b", "/~", "/~2", "/a~", "/" + LOW, "/1/2/3/4/5/6/7/8/9")) {
      assertThatThrownBy(() -> new Pointer(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
