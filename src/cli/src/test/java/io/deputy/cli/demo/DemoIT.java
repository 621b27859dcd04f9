package io.deputy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plays the demonstration with the packaged command and the packaged issuer, as {@code ./deputy
 * demo} does. Maven builds the issuer before this module; where only this module is built, the test
 * is skipped and says so, except under {@code CI=true}.
 */
class DemoIT {
  /** A minute is what is promised; the rest is for machines that do other things as well. */
  private static final long LIMIT_SECONDS = 180;

  private static final Path CLI = Path.of("target/deputy-cli.jar");
  private static final Path ISSUER = Path.of("../issuer/target/quarkus-app/quarkus-run.jar");

  @TempDir private Path folder;

  @BeforeAll
  static void the_issuer_is_built() {
    boolean built = Files.exists(ISSUER);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(built).as("the packaged issuer, " + ISSUER).isTrue();
    }
    assumeTrue(built, "the issuer is not built, so the demonstration is not played");
  }

  @Test
  void everything_goes_as_the_story_says_and_nothing_is_left_behind() throws Exception {
    Played played = play(List.of());
    assertThat(played.exit()).as(played.output()).isZero();
    assertThat(played.output())
        .contains("alice -> orchestrator -> researcher -> summarizer")
        .contains("rights_exceed_parent")
        .contains("request_not_within_rights", "holder_key_mismatch", "token_expired")
        .contains("revocation not checked")
        .doesNotContain("\u001b");
    assertThat(played.output().lines().filter(l -> l.startsWith("   allowed"))).hasSize(2);
    assertThat(played.output().lines().filter(l -> l.startsWith("   refused"))).hasSize(5);
    try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
      assertThat(left.filter(p -> p.getFileName().toString().startsWith("deputy-"))).isEmpty();
    }
  }

  @Test
  void an_issuer_that_does_not_start_ends_it_with_the_step_and_the_log() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.jar"), "not a jar");
    Played played = play(List.of("-Ddeputy.issuer.jar=" + broken));
    assertThat(played.exit()).isEqualTo(1);
    assertThat(played.output())
        .contains("the demo stopped at \"an issuer, with a PostgreSQL of its own\"")
        .contains("the issuer ended with exit code 1", "the end of the issuer's log", "broken.jar");
  }

  private record Played(int exit, String output) {}

  private Played play(List<String> properties) throws IOException, InterruptedException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path output = folder.resolve("output");
    List<String> command =
        Stream.of(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Djava.io.tmpdir=" + temporary,
                    "-Ddeputy.issuer.jar=" + ISSUER.toAbsolutePath()),
                properties.stream(),
                Stream.of("-jar", CLI.toString(), "demo"))
            .flatMap(part -> part)
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // What is set for another issuer must not reach the one of the demonstration.
    builder.environment().putAll(Map.of("DEPUTY_DATABASE_URL", "jdbc:postgresql://192.0.2.1/none"));
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroy();
      throw new AssertionError("not done in time: " + Files.readString(output));
    }
    return new Played(process.exitValue(), Files.readString(output));
  }
}
