package io.deputy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.json.Jwks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands in the README run as they stand there, on tokens like those of the demonstration.
 */
class ReadmeTest {
  private static final Pattern COMMANDS = Pattern.compile("(?s)```sh readme\n(.*?)```");

  @Test
  void commandExamples_run(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("jwks.json"), Jwks.write(Tokens.KEYS));
    Files.writeString(folder.resolve("summarizer.token"), Tokens.text(Tokens.second()));
    Files.createDirectory(folder.resolve("requests"));
    Files.writeString(
        folder.resolve("requests/create.json"),
        """
        {"audience": "mcp-gateway", "type": "mcp", "server": "https://mcp.acme.example/github",
         "operation": "tools/call", "name": "create_issue", "arguments": {"repo": "acme/web"}}
        """);
    List<Ran> ran = commands().stream().map(c -> run(c, folder)).toList();
    assertThat(ran).extracting(Ran::err).containsOnly("");
    assertThat(ran).extracting(Ran::exit).containsExactly(Exit.YES, Exit.YES, Exit.NO);
    assertThat(ran.get(0).out()).contains("verified with root key 1");
    assertThat(ran.get(1).out()).contains("NOT VERIFIED");
    assertThat(ran.get(2).out()).contains("revocation not checked");
  }

  private static List<String> commands() throws IOException {
    Matcher block = COMMANDS.matcher(Files.readString(Path.of("../../README.md")));
    assertThat(block.find()).isTrue();
    return block.group(1).lines().toList();
  }

  private static Ran run(String command, Path folder) {
    assertThat(command).startsWith("./deputy ");
    List<String> arguments = List.of(command.replace("$DEMO", folder.toString()).split(" ", -1));
    return Ran.of(arguments.subList(1, arguments.size()).toArray(new String[0]));
  }
}
