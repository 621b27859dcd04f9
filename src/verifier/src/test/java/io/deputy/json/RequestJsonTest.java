package io.deputy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import io.deputy.verify.PresentedRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestJsonTest {
  private static final String SERVER = "https://mcp.acme.example/github";

  @Test
  void anMcpRequestIsRead() throws Refusal {
    assertThat(RequestJson.read(mcp("{\"repo\":\"acme/x\"}")))
        .isEqualTo(
            new PresentedRequest(
                "mcp-gateway",
                new Request.Mcp(
                    SERVER,
                    "tools/call",
                    Optional.of("create_issue"),
                    Arguments.of(Map.of(new Pointer("/repo"), new Value.Text("acme/x"))))));
  }

  @Test
  void nameAndArgumentsMayBeMissing() throws Refusal {
    String json =
        """
        {"audience":"g","type":"mcp","server":"https://mcp.acme.example","operation":"tools/list"}""";
    assertThat(RequestJson.read(json).request())
        .isEqualTo(
            new Request.Mcp(
                "https://mcp.acme.example", "tools/list", Optional.empty(), Arguments.NONE));
  }

  @Test
  void anHttpRequestIsRead() throws Refusal {
    assertThat(RequestJson.read(http("/v1/%61/./b", "a=1")).request())
        .isEqualTo(new Request.Http("https://api.acme.example", "GET", "/v1/a/b", "a=1"));
  }

  @Test
  void aModelRequestIsRead() throws Refusal {
    assertThat(
            RequestJson.read(
                    model("\"provider\":\"acme\",\"region\":\"eu\",\"max_output_tokens\":0,"))
                .request())
        .isEqualTo(
            new Request.Model(
                "https://models.acme.example/v1",
                Optional.of("acme"),
                "chat",
                "m-1",
                Optional.of("eu"),
                OptionalLong.of(0)));
    assertThat(RequestJson.read(model("")).request())
        .isEqualTo(
            new Request.Model(
                "https://models.acme.example/v1",
                Optional.empty(),
                "chat",
                "m-1",
                Optional.empty(),
                OptionalLong.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.0", "9223372036854775808", "\"5\"", "null"})
  void aBoundOnTokensIsAnIntegerFromZero(String bound) {
    refused(
        model("\"max_output_tokens\":" + bound + ","),
        Reason.REQUEST_MALFORMED,
        "\"/max_output_tokens\" is not an integer");
  }

  @Test
  void anAgentRequestIsRead() throws Refusal {
    assertThat(
            RequestJson.read(agent("\"skill\":\"summarize\",\"push_url\":\"https://a.example/\","))
                .request())
        .isEqualTo(
            new Request.Agent(
                "https://agents.acme.example/research",
                "message/send",
                Optional.of("summarize"),
                Optional.of("https://a.example/")));
    assertThat(RequestJson.read(agent("")).request())
        .isEqualTo(
            new Request.Agent(
                "https://agents.acme.example/research",
                "message/send",
                Optional.empty(),
                Optional.empty()));
    refused(agent("\"model\":\"m\","), Reason.REQUEST_MALFORMED, "\"/model\" is not known here");
    refused(agent("\"skill\":\"\","), Reason.REQUEST_MALFORMED, "\"/skill\" has no normal form");
  }

  private static String model(String more) {
    return "{\"audience\":\"g\",\"type\":\"model\",\"server\":\"https://models.acme.example/v1\","
        + more
        + "\"operation\":\"chat\",\"model\":\"m-1\"}";
  }

  private static String agent(String more) {
    return "{\"audience\":\"g\",\"type\":\"agent\",\"server\":"
        + "\"https://agents.acme.example/research\","
        + more
        + "\"operation\":\"message/send\"}";
  }

  @Test
  void argumentsBecomeLeaves() throws Refusal {
    SortedMap<Pointer, Value> leaves = new TreeMap<>();
    leaves.put(new Pointer("/a/b"), new Value.Text("x"));
    leaves.put(new Pointer("/a/c~1d"), new Value.Int(5));
    leaves.put(new Pointer("/a/e~0"), new Value.Bool(true));
    leaves.put(new Pointer("/set"), new Value.Texts(new TreeSet<>(List.of("a", "b"))));
    leaves.put(new Pointer("/ids"), new Value.Ints(new TreeSet<>(List.of(1L, 2L))));
    leaves.put(new Pointer("/"), new Value.Text(""));
    for (String opaque :
        List.of("null", "decimal", "exponent", "big", "mixed", "nested", "none", "object")) {
      leaves.put(Pointer.ofMember(opaque), new Value.Opaque());
    }
    String json =
        """
        {"a":{"b":"x","c/d":5,"e~":true},"set":["b","a","b"],"ids":[2,1],"":"","null":null,
        "decimal":1.0,"exponent":1e2,"big":9223372036854775808,"mixed":["a",1],"nested":[["a"]],
        "none":[],"object":{}}""";
    assertThat(arguments(json).leaves()).isEqualTo(leaves);
    assertThat(arguments("{}")).isEqualTo(Arguments.NONE);
  }

  @Test
  void theEndsOf64BitsAreIntegers() throws Refusal {
    assertThat(
            arguments("{\"a\":9223372036854775807,\"b\":-9223372036854775808}").leaves().values())
        .containsExactly(new Value.Int(Long.MAX_VALUE), new Value.Int(Long.MIN_VALUE));
  }

  @Test
  void moreLeavesThanCanBeDecidedAreRefused() throws Refusal {
    assertThat(arguments(members(Arguments.MAX_LEAVES)).leaves()).hasSize(Arguments.MAX_LEAVES);
    refused(mcp(members(Arguments.MAX_LEAVES + 1)), Reason.REQUEST_TOO_LARGE, "leaves");
  }

  @Test
  void deeperNestingThanCanBeDecidedIsRefused() throws Refusal {
    assertThat(arguments(nested("{\"a\":", 8, "1", "}")).leaves()).hasSize(1);
    refused(mcp(nested("{\"a\":", 9, "1", "}")), Reason.REQUEST_TOO_LARGE, "nests deeper");
    refused(
        mcp("{\"a\":" + nested("[", 8, "", "]") + "}"), Reason.REQUEST_TOO_LARGE, "nests deeper");
    refused(mcp(nested("{\"a\":", 5_000, "1", "}")), Reason.REQUEST_TOO_LARGE, "send less");
  }

  @Test
  void argumentsAreAnObject() {
    refused(mcp("[]"), Reason.REQUEST_MALFORMED, "\"/arguments\" is not an object");
    refused(mcp("null"), Reason.REQUEST_MALFORMED, "\"/arguments\" is not an object");
  }

  @Test
  void repeatedArgumentsAreRefused() {
    refused(mcp("{\"a\":1,\"a\":2}"), Reason.REQUEST_MALFORMED, "stands twice");
    refused(mcp("{\"a\":1,\"\\u0061\":2}"), Reason.REQUEST_MALFORMED, "stands twice");
  }

  @Test
  void unpairedSurrogatesAreRefused() {
    refused(mcp("{\"a\":\"\\udc00\"}"), Reason.REQUEST_MALFORMED, "surrogate");
    refused(mcp("{\"\\ud800\":1}"), Reason.REQUEST_MALFORMED, "surrogate");
  }

  @Test
  void unknownAndMissingMembersAreRefused() {
    refused(
        mcp("{}").replace("\"operation\"", "\"method\""), Reason.REQUEST_MALFORMED, "\"/method\"");
    refused(
        mcp("{}").replace("\"audience\":\"mcp-gateway\",", ""),
        Reason.REQUEST_MALFORMED,
        "\"audience\"");
    refused(mcp("{}").replace("\"mcp\"", "\"ftp\""), Reason.REQUEST_MALFORMED, "\"/type\"");
    refused("{}", Reason.REQUEST_MALFORMED, "\"type\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\\u0000", "a\\n", "a\\u0085"})
  void aNameWithoutNormalFormIsRefused(String name) {
    refused(
        mcp("{}").replace("create_issue", name),
        Reason.REQUEST_MALFORMED,
        "\"/name\" has no normal form");
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/, /a/",
    "/a/b/.., /a/",
    "/a/b/../c, /a/c",
    "/a/%2e%2E/b, /b",
    "/%7Euser, /~user",
    "/a%20b, /a b",
    "/%C3%A9, /\u00e9",
    "/a..b/..c, /a..b/..c",
    "/a%3Fb, /a?b"
  })
  void aPathHasOneNormalForm(String raw, String normal) throws Refusal {
    Request.Http request = (Request.Http) RequestJson.read(http(raw, "")).request();
    assertThat(request.path()).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "//",
        "/a//b",
        "/a//../b",
        "/..",
        "/a/../..",
        "/%2e%2e",
        "/a%2Fb",
        "/a%2fb",
        "/a%5Cb",
        "/a\\\\b",
        "/a%00",
        "/a%0a",
        "/a%",
        "/a%4",
        "/a%zz",
        "/a%C3",
        "/a%FF",
        "/a?b",
        "/a#b",
        "/a/..;/b",
        "/a/.;x",
        "/%2525",
        "/a%252fb",
        "/a%252e%252e/b",
        "/\uff0e\uff0e/b",
        "/a\uff0fb",
        "/%C0%AE"
      })
  void aPathWithoutNormalFormIsRefused(String raw) {
    refused(http(raw, ""), Reason.REQUEST_MALFORMED, "\"/path\" has no normal form");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a#b", "\u00e9", "a\\u0000"})
  void aQueryWithoutNormalFormIsRefused(String query) {
    refused(http("/", query), Reason.REQUEST_MALFORMED, "\"/query\" has no normal form");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /", "G\\u00e9T"})
  void aMethodThatIsNoTokenIsRefused(String method) {
    refused(http("/", "").replace("GET", method), Reason.REQUEST_MALFORMED, "\"/method\"");
  }

  @Test
  void aServerThatIsNotCanonicalIsRefused() {
    refused(mcp("{}").replace("https:", "HTTPS:"), Reason.REQUEST_MALFORMED, "\"/server\"");
  }

  @Test
  void aCounterExampleIsWrittenLikeARequest() {
    SortedMap<Pointer, Value> leaves = new TreeMap<>();
    leaves.put(new Pointer("/a/b~1c"), new Value.Int(1));
    leaves.put(new Pointer("/a/d"), new Value.Opaque());
    leaves.put(new Pointer("/ab"), new Value.Texts(new TreeSet<>(List.of("x"))));
    Request request =
        new Request.Mcp(SERVER, "tools/call", Optional.of("a"), new Arguments(leaves));
    assertThat(RequestJson.write(request))
        .isEqualTo(
            "{\"type\":\"mcp\",\"server\":\"https://mcp.acme.example/github\","
                + "\"operation\":\"tools/call\",\"name\":\"a\","
                + "\"arguments\":{\"a\":{\"b/c\":1,\"d\":null},\"ab\":[\"x\"]}}");
  }

  private static Arguments arguments(String json) throws Refusal {
    return ((Request.Mcp) RequestJson.read(mcp(json)).request()).arguments();
  }

  private static String members(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> "\"" + i + "\":1")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String nested(String open, int times, String inside, String close) {
    return open.repeat(times) + inside + close.repeat(times);
  }

  private static String mcp(String arguments) {
    return "{\"audience\":\"mcp-gateway\",\"type\":\"mcp\",\"server\":\""
        + SERVER
        + "\",\"operation\":\"tools/call\",\"name\":\"create_issue\",\"arguments\":"
        + arguments
        + "}";
  }

  private static String http(String path, String query) {
    return "{\"audience\":\"g\",\"type\":\"http\",\"server\":\"https://api.acme.example\","
        + "\"method\":\"GET\",\"path\":\""
        + path
        + "\",\"query\":\""
        + query
        + "\"}";
  }

  private static void refused(String json, Reason reason, String message) {
    assertThatThrownBy(() -> RequestJson.read(json))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }
}
