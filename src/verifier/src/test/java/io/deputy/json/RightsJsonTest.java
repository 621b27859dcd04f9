package io.deputy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.Rights;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RightsJsonTest {
  private static final String MCP =
      """
      {"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],\
      "names":["create_issue","search_issues"],\
      "arguments":{"/n":{"range":{"min":1,"max":5}},"/repo":{"prefix":"acme/"}},\
      "other_arguments":"allow"}""";
  private static final String HTTP =
      """
      {"type":"http","server":"https://api.acme.example","methods":"GET",\
      "paths":{"prefix":"/v1/"},"query":{"wildcard":true}}""";

  @Test
  void theCanonicalFormIsRead() throws Refusal {
    String both = "[" + MCP + "," + HTTP + "]";
    Rights rights = RightsJson.read(both.getBytes(StandardCharsets.UTF_8));
    assertThat(RightsJson.write(rights)).isEqualTo(both);
    assertThat(Describe.capability(rights.capabilities().get(0)))
        .isEqualTo(
            "may call create_issue, search_issues on"
                + " https://mcp.acme.example/github where /n is an integer from 1 to 5"
                + " and /repo starts with \"acme/\", with any other arguments");
  }

  @Test
  void orderAndSpaceDoNotMatter() throws Refusal {
    String other =
        MCP.replace(
            "[\"create_issue\",\"search_issues\"]",
            "{\"one_of\": [\"search_issues\" , \"create_issue\"]}");
    assertThat(RightsJson.read("[" + other + "]")).isEqualTo(RightsJson.read("[" + MCP + "]"));
  }

  @Test
  void anEmptyListIsRefused() {
    refused("[]", Reason.RIGHTS_EMPTY, "the whole text");
  }

  @Test
  void anythingButAnArrayIsRefused() {
    refused("{}", Reason.RIGHTS_MALFORMED, "the whole text is not an array");
    refused("[1]", Reason.RIGHTS_MALFORMED, "\"/0\" is not an object");
    refused("", Reason.RIGHTS_MALFORMED, "too early");
    refused("[" + HTTP, Reason.RIGHTS_MALFORMED, "not well-formed");
    refused("[" + HTTP + "] []", Reason.RIGHTS_MALFORMED, "follows");
    refused("[" + HTTP + "] // x", Reason.RIGHTS_MALFORMED, "not well-formed");
  }

  @Test
  void aMissingTypeIsRefused() {
    refused("[{}]", Reason.RIGHTS_MALFORMED, "\"/0\" has no member \"type\"");
  }

  @Test
  void anUnknownTypeIsRefused() {
    refused(
        "[" + HTTP.replace("\"http\"", "\"https\"") + "]",
        Reason.TYPE_UNKNOWN,
        "\"/0/type\" is no known type: \"https\"");
  }

  @Test
  void anUnknownDimensionIsRefused() {
    refused(
        "[" + HTTP.replace("query", "queries") + "]", Reason.DIMENSION_UNKNOWN, "\"/0/queries\"");
    refused("[" + HTTP.replace("query", "names") + "]", Reason.DIMENSION_UNKNOWN, "\"/0/names\"");
  }

  @Test
  void aMissingDimensionIsRefused() {
    refused(
        "[" + HTTP.replace(",\"query\":{\"wildcard\":true}", "") + "]",
        Reason.DIMENSION_MISSING,
        "\"/0\" has no member \"query\"");
    refused(
        "[" + MCP.replace(",\"other_arguments\":\"allow\"", "") + "]",
        Reason.DIMENSION_MISSING,
        "\"other_arguments\"");
  }

  @Test
  void anUnknownConstraintIsRefused() {
    refused(paths("{\"suffix\":\"x\"}"), Reason.CONSTRAINT_UNKNOWN, "\"/0/paths/suffix\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "5",
        "{}",
        "{\"prefix\":\"/\",\"exact\":\"/\"}",
        "{\"prefix\":5}",
        "{\"prefix\":null}",
        "{\"exact\":null}",
        "{\"exact\":5}",
        "{\"exact\":1.5}",
        "[5]",
        "[true]",
        "[null]",
        "[\"a\",5]",
        "[[\"a\"]]",
        "{\"one_of\":\"a\"}",
        "{\"wildcard\":false}",
        "{\"wildcard\":null}",
        "{\"wildcard\":{}}",
        "{\"range\":{\"min\":1}}",
        "{\"range\":[1,5]}"
      })
  void aWrongValueIsRefused(String constraint) {
    refused(paths(constraint), Reason.CONSTRAINT_MALFORMED, "\"/0/paths");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "{\"range\":{\"min\":1.0}}",
        "{\"range\":{\"min\":1e2}}",
        "{\"range\":{\"low\":1}}",
        "{\"range\":{\"max\":9223372036854775808}}",
        "{\"range\":{\"max\":\"5\"}}",
        "[1,\"a\"]",
        "[1,true]",
        "[1.5]"
      })
  void aWrongValueOfAnArgumentIsRefused(String constraint) {
    String json = MCP.replace("{\"prefix\":\"acme/\"}", constraint);
    refused("[" + json + "]", Reason.CONSTRAINT_MALFORMED, "\"/0/arguments/~1repo");
  }

  @Test
  void anArgumentWithoutPointerIsRefused() {
    refused(
        "[" + MCP.replace("\"/repo\"", "\"repo\"") + "]",
        Reason.RIGHTS_MALFORMED,
        "starts with a slash");
    refused(
        "[" + MCP.replace("\"/repo\"", "\"\"") + "]",
        Reason.RIGHTS_MALFORMED,
        "starts with a slash");
  }

  @Test
  void anArgumentDeeperThanAnyIsRefused() {
    String json = "[" + MCP.replace("\"/repo\"", "\"/1/2/3/4/5/6/7/8/9\"") + "]";
    refused(json, Reason.RIGHTS_MALFORMED, "at most 8 names");
  }

  @Test
  void otherArgumentsAreDeniedOrAllowed() {
    refused(
        "[" + MCP.replace("\"allow\"", "true") + "]",
        Reason.CONSTRAINT_MALFORMED,
        "other_arguments");
    refused(
        "[" + MCP.replace("\"allow\"", "\"ALLOW\"") + "]",
        Reason.CONSTRAINT_MALFORMED,
        "other_arguments");
  }

  @Test
  void repeatedMembersAreRefused() {
    refused(
        "[" + HTTP.replace("{\"type\"", "{\"methods\":\"POST\",\"type\"") + "]",
        Reason.RIGHTS_MALFORMED,
        "\"methods\" stands twice");
    refused(
        "[" + MCP.replace("\"/n\"", "\"/repo\"") + "]", Reason.RIGHTS_MALFORMED, "stands twice");
  }

  @Test
  void tooMuchIsRefused() {
    refused(" ".repeat(RightsJson.MAX_CHARS) + "[]", Reason.RIGHTS_MALFORMED, "send less");
    refused("[".repeat(50), Reason.RIGHTS_MALFORMED, "send less");
  }

  @Test
  void whatIsNotUnicodeIsRefused() {
    refused(paths("\"/\\ud800\""), Reason.RIGHTS_MALFORMED, "surrogate");
    byte[] latin1 = paths("\"/\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> RightsJson.read(latin1)).hasMessageContaining("not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mcp.acme.example",
        "//mcp.acme.example",
        "HTTPS://mcp.acme.example",
        "https://MCP.acme.example",
        "https://mcp.acme.example:443",
        "http://mcp.acme.example:80",
        "https://mcp.acme.example:0443",
        "https://mcp.acme.example:65536",
        "https://mcp.acme.example:",
        "https://mcp.acme.example/",
        "https://mcp.acme.example./",
        "https://mcp.acme.example/#",
        "https://mcp.acme.example/a?b",
        "https://u@mcp.acme.example",
        "https://mcp.acme.example/a/../b",
        "https://mcp.acme.example/a/.",
        "https://mcp.acme.example/..",
        "https://mcp.acme.example//a",
        "https://mcp.acme.example/a//",
        "https://mcp.acme.example/%61",
        "https://mcp.acme.example/a%2f",
        "https://mcp.acme.example/a\\\\b",
        "https://mcp.acme.example/a b",
        "https://mcp.\u00e4cme.example",
        "https://127.1",
        "https://0x7f.0.0.1",
        "https://2130706433",
        "https://127.0.0.01",
        "https://256.0.0.1",
        "https://[::1]",
        "ftp://mcp.acme.example",
        "https:///a",
        "https://mcp.acme.example/a\\n"
      })
  void aServerThatIsNotCanonicalIsRefused(String server) {
    String json = MCP.replace("https://mcp.acme.example/github", server);
    refused("[" + json + "]", Reason.RIGHTS_MALFORMED, "\"/0/server\" is not a canonical");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://mcp.acme.example",
        "http://localhost:8080",
        "http://127.0.0.1:9000/mcp",
        "https://mcp.acme.example/a/",
        "https://mcp.acme.example:8443/.well-known/a..b/~c"
      })
  void aCanonicalServerIsRead(String server) throws Refusal {
    String json = "[" + MCP.replace("https://mcp.acme.example/github", server) + "]";
    assertThat(RightsJson.read(json).capabilities().get(0).server()).isEqualTo(server);
  }

  @Test
  void anHttpServerHasNoPath() {
    refused(
        "[" + HTTP.replace("api.acme.example", "api.acme.example/v1") + "]",
        Reason.RIGHTS_MALFORMED,
        "scheme and host only");
  }

  private static String paths(String constraint) {
    return "[" + HTTP.replace("{\"prefix\":\"/v1/\"}", constraint) + "]";
  }

  private static void refused(String json, Reason reason, String message) {
    assertThatThrownBy(() -> RightsJson.read(json))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason))
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
