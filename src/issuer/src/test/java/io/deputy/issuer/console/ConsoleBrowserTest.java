package io.deputy.issuer.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.NodeProgram;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.http.Decisions;
import io.deputy.issuer.http.Delegated;
import io.deputy.issuer.http.TokenForm;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The console in Chromium. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class ConsoleBrowserTest {
  private static final Path BROWSER =
      Path.of(Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium"));

  /** A folder for pictures of every page, if somebody wants to look at them. */
  private static final Optional<String> PICTURES =
      Optional.ofNullable(System.getenv("CONSOLE_PICTURES"));

  private static final NodeProgram PROGRAM =
      new NodeProgram(
          Path.of("src/test/js/browser"),
          "look.mjs",
          "playwright-core",
          Path.of("target/console-browser"));

  @TestHTTPResource(value = "/console", tls = true)
  URI console;

  @Test
  void itLooksAndWorksAsItShould() throws Exception {
    assumeTrue(
        Files.isExecutable(BROWSER),
        () -> "skipped: there is no Chromium at " + BROWSER + "; say in CHROMIUM where it is");
    PROGRAM.requireInstalled();
    LoginProvider.of(console).person("olivia", List.of("deputy-operator"));
    String user = "ada-" + UUID.randomUUID().toString().substring(0, 8);
    Delegated chain =
        Delegated.from(
            Acme.alice("orchestrator").with("sub", user), "triage what came in over night");
    String other = Delegated.Issued.by(Delegated.toResearcher(chain.first())).hop();
    decide(chain, user);
    TokenForm.revocation(Acme.operator())
        .with("hop", other)
        .with("purpose", "the researcher ran away")
        .send()
        .statusCode(200);
    assertThat(
            look(
                Map.of(
                    "browser", BROWSER.toString(),
                    "base", console.resolve("/").toString().replaceAll("/$", ""),
                    "chain", chain.first().chain(),
                    "hop", chain.second().hop(),
                    "user", user,
                    "pictures", PICTURES.orElse(""))))
        .isEqualTo("[]");
  }

  private static void decide(Delegated chain, String user) {
    String[] reasons = {
      "", "", "request_not_within_rights", "", "", "holder_key_unproven", "", "check_failed"
    };
    List<Object> records = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String reason = reasons[(i * 7 + i / 11) % reasons.length];
      records.add(
          Decisions.about(
              i % 3 == 0 ? chain.third() : chain.second(),
              user,
              reason.isEmpty() ? "search_issues" : "create_issue",
              Optional.of(reason).filter(r -> !r.isEmpty()),
              Instant.now().minusSeconds(3_600L - 120L * i + (i * 37L) % 20)));
    }
    Decisions.byMcpGateway().from(1, records).send().then().statusCode(200);
  }

  private static String look(Map<String, String> at) throws IOException {
    Process node = PROGRAM.start(PROGRAM.home().resolve("node.log"));
    try (Writer in = node.outputWriter(StandardCharsets.UTF_8);
        BufferedReader out = node.inputReader(StandardCharsets.UTF_8)) {
      in.write(new ObjectMapper().writeValueAsString(at) + "\n");
      in.flush();
      String line = out.readLine();
      if (line == null) {
        throw new IOException(
            "the browser gave up: " + Files.readString(PROGRAM.home().resolve("node.log")));
      }
      return line.substring("> ".length());
    } finally {
      node.destroy();
    }
  }
}
