package io.deputy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged {@code deputy apply} against the packaged issuer, with the demonstration's cast. */
class ApplyIT {
  private static final Path CLI = Path.of("target/deputy-cli.jar");
  private static final Path ISSUER = Path.of("../issuer/target/quarkus-app/quarkus-run.jar");

  private static final String ISSUES =
      """
      [{"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],\
      "names":["create_issue","search_issues"],"arguments":{"/repo":{"prefix":"acme/"}},\
      "other_arguments":"allow"}]""";

  @TempDir private Path folder;
  private Home home;
  private String url;

  private record Ran(int exit, String output) {}

  private Ran apply(String... more) throws Exception {
    Path output = folder.resolve("output");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                CLI.toString(),
                "apply",
                "-f",
                home.file("directory.yaml").toString(),
                "--issuer",
                url,
                "--token",
                "@" + home.file("operator.token")));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Ran(process.waitFor(), Files.readString(output));
  }

  private void operator(String scope) throws Exception {
    Instant now = Instant.now();
    home.write(
        "operator.token",
        SigningKey.ofDevelopmentIdp()
            .sign(
                new JWTClaimsSet.Builder()
                    .issuer("https://idp.acme.example")
                    .subject("olivia")
                    .audience(url + "/admin")
                    .claim("scope", scope)
                    .expirationTime(Date.from(now.plusSeconds(600)))
                    .build()));
  }

  private void replace(String old, String replacement) throws Exception {
    String yaml = Files.readString(home.file("directory.yaml"));
    assertThat(yaml).contains(old);
    home.write("directory.yaml", yaml.replace(old, replacement));
  }

  @Test
  void a_directory_is_examined_and_applied() throws Exception {
    assumeTrue(Files.exists(ISSUER), "the issuer is not built, so nothing can be applied to it");
    home = Home.create();
    Cast cast = Cast.create();
    int port = IssuerProcess.freePort();
    url = IssuerProcess.url(port);
    cast.register(home, url);
    replace(
        "scopes:  ",
        "operators:\n  issuer: https://idp.acme.example\n  audience: " + url + "/admin\nscopes:  ");
    operator("deputy:admin");
    try (IssuerProcess issuer = IssuerProcess.start(ISSUER, home, port)) {
      HttpClient http = HttpClient.newHttpClient();
      issuer.awaitReady(http, () -> {});
      assertThat(apply()).isEqualTo(new Ran(0, "nothing differs; version 1 is in force\n"));

      Ask ask =
          Ask.first(
              cast.orchestrator(),
              cast.alicesToken(url, "issues", Instant.now()),
              ISSUES,
              Duration.ofMinutes(5));
      assertThat(new Exchange(http, url).ask(ask)).isInstanceOf(Answer.Granted.class);

      replace("names: [search_issues, create_issue, delete_repository]", "names: [search_issues]");
      Ran examined = apply("--dry-run");
      assertThat(examined.exit()).as(examined.output()).isEqualTo(1);
      assertThat(examined.output())
          .startsWith("version 1 is in force and stays so; this would change:\n  ~ grants ")
          .contains("rights loses ", "create_issue")
          .contains("1 of 1 live tokens would be cut")
          .contains("hop 0: orchestrator for alice until ")
          .contains("rights_exceed_user: tools/call create_issue on ")
          .endsWith("apply exactly this with --expect 1\n");
      assertThat(apply("--dry-run", "--json").output())
          .contains("\"dry_run\" : true", "\"count\" : 1", "\"rights_exceed_user\"");

      assertThat(apply("--expect", "7").output()).contains("precondition_failed");
      assertThat(apply("--expect", "1").output())
          .startsWith("version 2 is in force; it changed:\n  ~ grants ");

      operator("openid");
      Ran without = apply();
      assertThat(without.exit()).isEqualTo(1);
      assertThat(without.output()).contains("refused: operator_scope_insufficient");
      operator("deputy:admin");

      replace("max_depth: ", "max_dept: ");
      Ran invalid = apply();
      assertThat(invalid.exit()).isEqualTo(1);
      List<String> yaml = Files.readAllLines(home.file("directory.yaml"));
      int line =
          1
              + yaml.indexOf(
                  yaml.stream().filter(l -> l.contains("max_dept:")).findFirst().orElseThrow());
      assertThat(invalid.output())
          .startsWith(
              home.file("directory.yaml") + ":" + line + ": agents[0].max_dept is not known")
          .contains("did you mean \"max_depth\"?")
          .endsWith("deputy: the directory is not valid, so nothing was changed\n");
      assertThat(apply("--json").output())
          .contains("\"reason\" : \"directory_invalid\"", "directory.yaml:" + line);
    } finally {
      home.remove();
    }
  }
}
