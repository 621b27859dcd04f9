package io.deputy.issuer.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.NodeProgram;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The npm libraries {@code openid-client} and {@code oauth4webapi}, in a Node process each. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class JavaScriptClientsTest {
  private static final NodeProgram CLIENTS =
      new NodeProgram(
          Path.of("src/test/js/clients"),
          "exchange.mjs",
          "openid-client",
          Path.of("target/clients"));

  /** Longest that two exchanges may take on a busy machine, in minutes. */
  private static final long EXCHANGE_MINUTES = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TestHTTPResource("/")
  String reachedAt;

  @ParameterizedTest
  @ValueSource(strings = {"openid-client", "oauth4webapi"})
  void exchangesTwiceWithItsKeyAndTheNoncesItIsGiven(String library) throws Exception {
    CLIENTS.requireInstalled();
    Map<String, Object> input =
        Map.of(
            "library",
            library,
            "issuer",
            Acme.ISSUER,
            "reachedAt",
            reachedAt.replaceAll("/$", ""),
            "agent",
            "orchestrator",
            "subAgent",
            "researcher",
            "key",
            JSON.readTree(Acme.ORCHESTRATOR.privateJwk().orElseThrow()),
            "userToken",
            Acme.alice("orchestrator").compact());
    JsonNode answer = run(library, JSON.writeValueAsString(input));
    assertThat(answer.at("/first/token_type").asText()).isEqualToIgnoringCase("dpop");
    assertThat(answer.at("/first/issued_token_type").asText())
        .isEqualTo("urn:deputy:params:oauth:token-type:biscuit");
    assertThat(answer.at("/first/scope").asText()).isEqualTo("issues:write");
    assertThat(answer.at("/second/depth").asInt()).isEqualTo(1);
    var chain = UnverifiedChain.read(TokenText.read(answer.at("/second/access_token").asText()));
    assertThat(chain.hops().get(0).holder().key()).isEqualTo(Acme.ORCHESTRATOR.thumbprint());
    assertThat(chain.last().holder().agent()).isEqualTo("researcher");
    // One answer with a nonce, and from then on each answer carried the next one.
    assertThat(answer.at("/statuses")).extracting(JsonNode::asInt).containsExactly(400, 200, 200);
  }

  private static JsonNode run(String library, String input) throws Exception {
    Path log = CLIENTS.home().resolve(library + ".log");
    Process node = CLIENTS.start(log);
    try (var stdin = node.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor(EXCHANGE_MINUTES, TimeUnit.MINUTES)).isTrue();
    assertThat(node.exitValue()).as(Files.readString(log)).isZero();
    return JSON.readTree(output);
  }
}
