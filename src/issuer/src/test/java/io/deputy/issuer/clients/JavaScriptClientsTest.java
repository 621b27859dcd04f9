package io.deputy.issuer.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The npm libraries {@code openid-client} and {@code oauth4webapi}, in a Node process each. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class JavaScriptClientsTest {
  /** Longest that npm may take to install them, in minutes. */
  private static final long INSTALL_MINUTES = 5;

  /** Longest that two exchanges may take on a busy machine, in minutes. */
  private static final long EXCHANGE_MINUTES = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TestHTTPResource("/")
  String reachedAt;

  @ParameterizedTest
  @ValueSource(strings = {"openid-client", "oauth4webapi"})
  void exchangesTwiceWithItsKeyAndTheNoncesItIsGiven(String library) throws Exception {
    requireInstalled();
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
    Path log = home().resolve(library + ".log");
    Process node =
        new ProcessBuilder("node", "--no-warnings", "exchange.mjs")
            .directory(home().toFile())
            .redirectError(log.toFile())
            .start();
    try (var stdin = node.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor(EXCHANGE_MINUTES, TimeUnit.MINUTES)).isTrue();
    assertThat(node.exitValue()).as(Files.readString(log)).isZero();
    return JSON.readTree(output);
  }

  /** Without Node the test is skipped, and fails where {@code CI=true}. */
  private static void requireInstalled() throws InterruptedException {
    Optional<String> missing = install();
    if (missing.isPresent() && "true".equals(System.getenv("CI"))) {
      Assertions.fail(missing.get());
    }
    Assumptions.assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
  }

  private static Optional<String> install() throws InterruptedException {
    try {
      Files.createDirectories(home());
      for (String file : List.of("package.json", "package-lock.json", "exchange.mjs")) {
        Files.copy(
            Path.of("src/test/js/clients", file),
            home().resolve(file),
            StandardCopyOption.REPLACE_EXISTING);
      }
      if (Files.exists(home().resolve("node_modules/openid-client/package.json"))) {
        return Optional.empty();
      }
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(home().toFile())
              .redirectErrorStream(true)
              .redirectOutput(home().resolve("npm.log").toFile())
              .start();
      if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        return Optional.of("npm could not install the clients: " + home().resolve("npm.log"));
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("node and npm are needed for the clients: " + e.getMessage());
    }
  }

  private static Path home() {
    return Path.of("target/clients").toAbsolutePath();
  }
}
