package io.deputy.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.gateway.acme.Acme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official client reaches the reference server through the gateway, as far as it may. */
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

  @Test
  void aClientSeesAndDoesWhatItsTokenAllows(@TempDir Path home) throws Exception {
    try (EverythingServer server = EverythingServer.start();
        Acme acme = new Acme(home)) {
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
      String token = Acme.text(acme.mint(Acme.bearer("agent"), RIGHTS));
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
  }
}
