package io.deputy.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3986, section 6.2: which URIs are the same, and which are not. */
class TargetUriTest {
  private static final String FORM = "https://mcp.acme.example/a/b%2Fc";

  @Test
  void oneUriInOtherWords_hasOneForm() {
    for (String uri :
        List.of(
            FORM,
            "HTTPS://MCP.Acme.Example/a/b%2fc",
            "https://mcp.acme.example:443/a/b%2Fc",
            "https://mcp.acme.example/%61/b%2Fc",
            "https://mcp.acme.example/./x/../a/b%2Fc",
            FORM + "?query",
            FORM + "#fragment")) {
      assertThat(TargetUri.normalise(uri)).as(uri).contains(FORM);
    }
    assertThat(TargetUri.normalise("https://x.example")).contains("https://x.example/");
    assertThat(TargetUri.normalise("https://x.example/a/..")).contains("https://x.example/");
    assertThat(TargetUri.normalise("https://x.example/../a/.")).contains("https://x.example/a/");
  }

  @Test
  void anotherUri_hasAnotherForm() {
    for (String uri :
        List.of(
            "http://mcp.acme.example/a/b%2Fc",
            "https://mcp.acme.example:8443/a/b%2Fc",
            "https://mcp.acme.example/a/b/c",
            "https://mcp.acme.example/A/b%2Fc",
            "https://mcp.acme.example/a/b%2Fc/",
            "https://mcp.acme.example//a/b%2Fc")) {
      assertThat(TargetUri.normalise(uri).orElseThrow()).as(uri).isNotEqualTo(FORM);
    }
  }

  @Test
  void whatIsNoHttpUri_hasNone() {
    for (String uri :
        List.of(
            "",
            "/a",
            "ftp://x.example/",
            "https:",
            "https://",
            "https://u@x.example/",
            "https://x.example/%zz",
            "https://x.example/a b",
            "https://x.example/\u00e4",
            "https://x.example/" + "a".repeat(9000))) {
      assertThat(TargetUri.normalise(uri)).as(uri).isEmpty();
    }
  }
}
