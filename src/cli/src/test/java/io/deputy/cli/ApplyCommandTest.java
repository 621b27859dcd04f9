package io.deputy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What never reaches an issuer. */
class ApplyCommandTest {
  @TempDir private Path folder;

  private Ran apply(String yaml) throws Exception {
    return apply(yaml, "http://127.0.0.1:1", "t");
  }

  private Ran apply(String yaml, String issuer, String token) throws Exception {
    Path file = Files.writeString(folder.resolve("directory.yaml"), yaml);
    return Ran.of("apply", "-f", file.toString(), "--issuer", issuer, "--token", token);
  }

  private void unusable(Ran ran, String problem) {
    assertThat(ran.exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(ran.err()).startsWith("deputy: ").contains(problem).hasLineCount(1);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void what_is_not_yaml_is_refused_at_its_line() throws Exception {
    unusable(apply("agents:\n  - id: a\n    id: b\n"), "directory.yaml:3: Duplicate field 'id'");
    unusable(apply("agents: [\n"), "directory.yaml:1: ");
    unusable(apply("agents: &a []\ngrants: *a\n"), "directory.yaml:2: aliases are not supported");
  }

  @Test
  void key_files_are_read_beside_the_directory() throws Exception {
    String yaml = "agents:\n  - id: a\n    keys: { file: a.jwks.json }\n";
    unusable(apply(yaml), "a.jwks.json\" does not exist");
    Files.writeString(folder.resolve("a.jwks.json"), "{\"keys\":[],\"keys\":[]}");
    unusable(apply(yaml), "key set file \"a.jwks.json\" is not JSON: Duplicate field 'keys'");
    Files.writeString(folder.resolve("a.jwks.json"), "{\"keys\":[]}");
    unusable(apply(yaml), "does not answer");
    assertThat(DirectoryYaml.read(folder.resolve("directory.yaml").toString()).json())
        .isEqualTo("{\"agents\":[{\"id\":\"a\",\"keys\":{\"keys\":[]}}]}");
  }

  @Test
  void a_place_is_the_line_of_the_value_or_of_what_is_around_it() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("d.yaml"), "agents:\n  - id: a\n    max_depth: 9\n  - id: b\n");
    DirectoryYaml yaml = DirectoryYaml.read(file.toString());
    assertThat(yaml.place("/agents/0/max_depth")).isEqualTo(file + ":3");
    assertThat(yaml.place("/agents/1/keys")).isEqualTo(file + ":4");
    assertThat(yaml.place("/agents")).isEqualTo(file + ":1");
    assertThat(yaml.place("not a pointer")).isEqualTo(file.toString());
  }

  @Test
  void a_token_is_not_sent_in_clear_to_other_machines() throws Exception {
    unusable(apply("agents: []\n", "http://deputy.acme.example", "t"), "would show the token");
    unusable(apply("agents: []\n", "https://deputy.acme.example", "a b"), "not a bearer token");
  }
}
