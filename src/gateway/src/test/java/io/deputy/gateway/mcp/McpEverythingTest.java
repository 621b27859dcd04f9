package io.deputy.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.gateway.acme.Acme;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The official clients reach the reference server through the gateway, as far as it may. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class McpEverythingTest {
  private static final String RIGHTS =
      """
      [{"type":"mcp","server":"https://mcp.acme.example/everything","methods":["tools/call"],
        "names":["echo","trigger-long-running-operation"],
        "arguments":{},"other_arguments":"allow"},
       {"type":"mcp","server":"https://mcp.acme.example/everything","methods":["tools/call"],
        "names":["get-sum"],"arguments":{"/a":{"range":{"max":10}}},"other_arguments":"allow"},
       {"type":"mcp","server":"https://mcp.acme.example/everything","methods":["prompts/get"],
        "names":["simple-prompt"],"arguments":{},"other_arguments":"allow"}]""";

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private EverythingServer server;
  private Acme acme;
  private String token;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    server = EverythingServer.start();
    acme = new Acme(home);
    acme.routes(
        """
        routes:
          - id: everything
            type: mcp
            path: /everything
            server: https://mcp.acme.example/everything
            bearer: true
            upstream: { url: "%s" }
        """
            .formatted(server.url()));
    token = Acme.text(acme.mint(Acme.bearer("agent"), RIGHTS));
  }

  @AfterAll
  void stop() {
    if (acme != null) {
      acme.close();
      server.close();
    }
  }

  @Test
  void aClientSeesAndDoesWhatItsTokenAllows() throws Exception {
    String printed = EverythingServer.client(acme.url() + "/everything", token);
    JsonNode seen = new ObjectMapper().readTree(printed);

    assertThat(texts(seen.path("tools")))
        .as(printed)
        .containsExactlyInAnyOrder("echo", "get-sum", "trigger-long-running-operation");
    assertThat(texts(seen.path("resources"))).isEmpty();
    assertThat(texts(seen.path("templates"))).isEmpty();
    assertThat(texts(seen.path("prompts"))).containsExactly("simple-prompt");
    assertThat(seen.path("echo").asText()).isEqualTo("Echo: hi");
    assertThat(seen.path("sum").asText()).contains("7");
    assertThat(seen.path("sumTooLarge").path("failed").asText())
        .contains("request_not_within_rights");
    assertThat(seen.path("hidden").path("failed").asText()).contains("Unknown tool: get-env");
    assertThat(seen.path("absent").path("failed").asText())
        .isEqualTo(seen.path("hidden").path("failed").asText().replace("env", "nothing"));
    assertThat(seen.path("long").asText()).contains("completed");
    assertThat(seen.path("progress").asInt()).isPositive();
    assertThat(seen.path("prompt").asInt()).isEqualTo(1);
    assertThat(seen.path("promptDenied").path("failed").asText())
        .contains("request_not_within_rights");
    assertThat(seen.path("ping").isObject()).isTrue();
    assertThat(seen.path("session").asBoolean()).isTrue();
    assertThat(seen.path("end").asText()).isEqualTo("ended");
  }

  private static McpSchema.CallToolRequest call(String tool, Map<String, Object> arguments) {
    return McpSchema.CallToolRequest.builder(tool).arguments(arguments).build();
  }

  private static String text(McpSchema.CallToolResult result) {
    return ((McpSchema.TextContent) result.content().get(0)).text();
  }

  @Test
  void soDoesTheClientInJava() {
    HttpRequest.Builder request = HttpRequest.newBuilder();
    try (McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder(acme.url())
                    .endpoint("/everything")
                    .requestBuilder(request.header("Authorization", "Bearer " + token))
                    .build())
            .build()) {
      client.initialize();

      assertThat(client.listTools().tools())
          .extracting(McpSchema.Tool::name)
          .containsExactlyInAnyOrder("echo", "get-sum", "trigger-long-running-operation");
      assertThat(client.listResources().resources()).isEmpty();
      assertThat(client.listPrompts().prompts())
          .extracting(McpSchema.Prompt::name)
          .containsExactly("simple-prompt");
      assertThat(text(client.callTool(call("echo", Map.of("message", "hi")))))
          .isEqualTo("Echo: hi");
      assertThat(text(client.callTool(call("get-sum", Map.of("a", 3, "b", 4))))).contains("7");
      assertThatThrownBy(() -> client.callTool(call("get-sum", Map.of("a", 11, "b", 4))))
          .isInstanceOfSatisfying(
              McpHttpClientTransportAuthorizationException.class,
              refused ->
                  assertThat(refused.getResponseInfo().headers().allValues("www-authenticate"))
                      .anyMatch(challenge -> challenge.contains("insufficient_scope")));
      assertThatThrownBy(() -> client.callTool(call("get-env", Map.of())))
          .isInstanceOf(McpError.class)
          .hasMessageContaining("Unknown tool: get-env");
      assertThat(client.ping()).isNotNull();
    }
  }
}
