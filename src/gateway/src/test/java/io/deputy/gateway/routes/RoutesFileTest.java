package io.deputy.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.capability.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes that operators write. */
class RoutesFileTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml routes\n(.*?)```");
  private static final String WIKI =
      "routes:\n  - {id: wiki, type: http, path: /wiki, server: 'https://wiki.acme.example'%s}\n";

  @TempDir Path folder;

  private Routes read(String yaml) throws Exception {
    return RoutesFile.read(Files.writeString(folder.resolve("routes.yaml"), yaml), folder);
  }

  @Test
  void theExampleInTheReadmeIsValid() throws Exception {
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("../../README.md")));
    assertThat(example.find()).isTrue();

    Routes routes = read(example.group(1));

    assertThat(routes.all())
        .extracting(Route::kind)
        .containsExactly(Kind.MCP, Kind.HTTP, Kind.MODEL, Kind.AGENT);
    assertThat(routes.named("github").orElseThrow())
        .isInstanceOfSatisfying(
            Route.Mcp.class,
            mcp -> {
              assertThat(mcp.destructive()).containsExactly("delete_repo");
              assertThat(mcp.emergency()).isEqualTo(Duration.ofHours(1));
            });
  }

  @Test
  void whatIsNotSaidIsTheCarefulChoice() throws Exception {
    Route.Terms terms = read(WIKI.formatted("")).named("wiki").orElseThrow().terms();

    assertThat(terms.bearer()).isFalse();
    assertThat(terms.record()).isTrue();
    assertThat(terms.cutStreams()).isTrue();
    assertThat(terms.passesWithoutPolicy()).isFalse();
    assertThat(terms.upstream()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ", beerer: true|beerer",
        ", destructive: [x]|settings that routes of type http do not have",
        ", skill: x|settings that routes of type http do not have",
        ", upstream: {url: 'file:///etc/passwd'}|is not an http or https URL",
        ", upstream: {url: 'http://a.example/?x=1'}|is not an http or https URL",
        ", upstream: {url: 'http://a.example', timeout: -PT1S}|is not a duration",
        ", upstream: {url: 'http://a.example', headers: [{name: A}]}|either a value or a secret",
        ", upstream: {url: 'http://a.example', headers: [{name: A, secret: ../x}]}|not the name",
        ", upstream: {url: 'http://a.example', headers: [{name: A, secret: none}]}|cannot be read",
        ", scopes: {s: []}|scope",
        ", high_capability: false|when_down",
        ", high_capability: false, when_down: maybe|is not allow or deny",
        ", when_down: allow|always deny",
        ", high_capability: true, when_down: allow|always deny",
      })
  void whatIsWrongIsNamed(String more, String said) {
    assertThatThrownBy(() -> read(WIKI.formatted(more)))
        .isInstanceOf(RoutesInvalid.class)
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q", "/q/health", "/authz", "/authz/forward/x"})
  void noRouteStandsWhereTheGatewayItselfAnswers(String path) {
    String yaml = WIKI.formatted("").replace("path: /wiki", "path: " + path);

    assertThat(yaml).contains(path);
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(RoutesInvalid.class)
        .hasMessageContaining("the gateway's own");
  }

  @Test
  void aPathThatOnlyBeginsLikeTheGatewaysOwnIsFree() throws Exception {
    for (String path : List.of("/query", "/authz2", "/x/q")) {
      assertThat(read(WIKI.formatted("").replace("path: /wiki", "path: " + path)).at(path))
          .isPresent();
    }
  }

  @Test
  void requestsPassWithoutThePolicyOnlyWhereThatIsWritten() throws Exception {
    String low = ", high_capability: false, when_down: %s";

    assertThat(passesWithoutPolicy(", when_down: deny")).isFalse();
    assertThat(passesWithoutPolicy(low.formatted("deny"))).isFalse();
    assertThat(passesWithoutPolicy(low.formatted("allow"))).isTrue();
  }

  private boolean passesWithoutPolicy(String more) throws Exception {
    return read(WIKI.formatted(more)).named("wiki").orElseThrow().terms().passesWithoutPolicy();
  }

  @Test
  void aRouteIsFoundByItsWholeSegmentsOnly() throws Exception {
    Routes routes = read(WIKI.formatted(""));

    assertThat(routes.at("/wiki")).isPresent();
    assertThat(routes.at("/wiki/a")).isPresent();
    assertThat(routes.at("/wikileaks")).isEmpty();
    assertThat(routes.at("/WIKI")).isEmpty();
    assertThat(routes.at("/%77iki")).isEmpty();
  }

  @Test
  void aFileThatIsNotValidChangesNothing() throws Exception {
    read(WIKI.formatted(""));
    Path file = folder.resolve("routes.yaml");
    HotRoutes hot = new HotRoutes(file, folder);
    Routes before = hot.get();

    Files.writeString(file, "routes: 7");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    hot.look();
    assertThat(hot.get()).isSameAs(before);

    Files.writeString(file, "routes: []");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(9)));
    hot.look();
    assertThat(hot.get()).isEqualTo(Routes.NONE);
  }
}
