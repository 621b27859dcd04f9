package io.deputy.issuer.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory in the README is one that an issuer starts with. */
class ReadmeTest {
  private static final Pattern DIRECTORY = Pattern.compile("(?s)```yaml directory\n(.*?)```");

  @Test
  void directoryExample_isADirectory(@TempDir Path folder) throws Exception {
    Matcher example = DIRECTORY.matcher(Files.readString(Path.of("../../README.md")));
    assertThat(example.find()).isTrue();
    Path file = Files.writeString(folder.resolve("directory.yaml"), example.group(1));
    Directory directory = DirectoryFile.read(file, false);
    assertThat(directory.agent("orchestrator")).isPresent();
    assertThat(directory.scope("issues")).isPresent();
    assertThat(directory.gateways()).containsKey("mcp-gateway");
  }
}
