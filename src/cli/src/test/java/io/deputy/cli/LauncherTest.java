package io.deputy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the top, as far as it goes without building anything. */
class LauncherTest {
  private static final long LIMIT_SECONDS = 30;
  private static final Path SCRIPT = Path.of("../../deputy").toAbsolutePath().normalize();

  @TempDir private Path elsewhere;

  @Test
  void serve_help_lists_every_setting() throws Exception {
    Ran ran = launch(SCRIPT, Map.of(), "serve", "--help");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("--home", "--directory", "--keys", "--port", "--issuer", "--development")
        .contains("DEPUTY_DATABASE_URL", "DEPUTY_DATABASE_PASSWORD", "DEPUTY_MIGRATIONS_USERNAME");
  }

  @Test
  void gateway_help_lists_every_setting() throws Exception {
    Ran ran = launch(SCRIPT, Map.of(), "gateway", "--help");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("--id", "--issuer-url", "--bundle-keys", "--routes", "--key", "--policy-url")
        .contains(
            "DEPUTY_GATEWAY_TLS_CERTIFICATE", "DEPUTY_GATEWAY_MCP_DENIAL_CODE", "--drain-limit");
  }

  @Test
  void what_is_an_option_of_serve_alone_is_unknown_to_gateway() throws Exception {
    Ran ran = launch(SCRIPT, Map.of(), "gateway", "--directory", "directory.yaml");
    assertThat(ran.exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(ran.err())
        .contains("unknown option \"--directory\"", "deputy gateway --help")
        .hasLineCount(1);
  }

  @Test
  void an_unknown_option_of_serve_is_wrong_usage() throws Exception {
    Ran ran = launch(SCRIPT, Map.of(), "serve", "--colour", "red");
    assertThat(ran.exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(ran.err()).contains("unknown option \"--colour\"").hasLineCount(1);
  }

  @Test
  void an_option_without_its_value_is_wrong_usage() throws Exception {
    Ran ran = launch(SCRIPT, Map.of(), "serve", "--port");
    assertThat(ran.exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(ran.err()).contains("\"--port\" needs a value").hasLineCount(1);
  }

  @Test
  void a_password_is_not_taken_from_the_command_line() throws Exception {
    Ran ran = launch(SCRIPT, Map.of(), "serve", "--database-password=secret");
    assertThat(ran.exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(ran.err()).contains("DEPUTY_DATABASE_PASSWORD").doesNotContain("secret");
  }

  @Test
  void a_java_that_does_not_exist_is_said_so() throws Exception {
    Ran ran = launch(SCRIPT, Map.of("JAVA_HOME", elsewhere.toString()), "inspect");
    assertThat(ran.exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(ran.err()).contains("JAVA_HOME", "17 or newer").hasLineCount(1);
  }

  @Test
  void a_java_that_is_too_old_is_said_so() throws Exception {
    Path java = Files.createDirectories(elsewhere.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Ran ran = launch(SCRIPT, Map.of("JAVA_HOME", elsewhere.toString()), "inspect");
    assertThat(ran.exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(ran.err()).contains("is Java 11.0.2").hasLineCount(1);
  }

  @Test
  void it_works_through_symbolic_links() throws Exception {
    Path first = Files.createSymbolicLink(elsewhere.resolve("first link"), SCRIPT);
    Path second = Files.createSymbolicLink(elsewhere.resolve("second"), first.getFileName());
    assertThat(launch(second, Map.of(), "serve", "--help").exit()).isZero();
    Files.delete(second);
    Files.delete(first);
  }

  private Ran launch(Path script, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    String[] command = new String[args.length + 2];
    command[0] = "bash";
    command[1] = script.toString();
    System.arraycopy(args, 0, command, 2, args.length);
    ProcessBuilder builder = new ProcessBuilder(command).directory(elsewhere.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = text(process.getInputStream());
    String err = text(process.getErrorStream());
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), out, err);
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }
}
