package io.deputy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The published key of the identity provider that does not exist. */
class DevelopmentKeyTest {
  private static final Path FOLDER = Path.of("../../keys/development");

  @Test
  void it_is_labelled_in_its_name_and_in_words() throws Exception {
    JsonNode key = read("idp.jwk.json");
    assertThat(key.path("kid").asText()).startsWith("development-");
    assertThat(key.path("deputy:warning").asText()).startsWith("DEVELOPMENT ONLY");
  }

  @Test
  void the_public_file_holds_its_public_half_and_nothing_private() throws Exception {
    JsonNode published = read("idp.jwks.json").at("/keys/0");
    assertThat(published.path("x")).isEqualTo(read("idp.jwk.json").path("x"));
    assertThat(published.has("d")).isFalse();
    JsonNode derived =
        new ObjectMapper().readTree(SigningKey.ofDevelopmentIdp().publicJwks()).at("/keys/0");
    assertThat(derived.path("x")).isEqualTo(published.path("x"));
    assertThat(derived.has("d")).isFalse();
  }

  private static JsonNode read(String name) throws Exception {
    return new ObjectMapper().readTree(Files.readString(FOLDER.resolve(name)));
  }
}
