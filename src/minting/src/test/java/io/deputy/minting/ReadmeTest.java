package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Capability;
import io.deputy.capability.Kind;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TokenText;
import io.deputy.chain.TrustedKeys;
import io.deputy.json.Jwks;
import io.deputy.json.RightsJson;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library's example in the README is the code below, and it runs. */
class ReadmeTest {
  private static final Path README = Path.of("../../README.md");
  private static final Path THIS = Path.of("src/test/java/io/deputy/minting/ReadmeTest.java");

  @Test
  void javaExample_isTheCodeBelow() throws IOException {
    List<String> lines = Files.readAllLines(THIS);
    int start = lines.indexOf("    // README: from here") + 1;
    String code =
        lines.subList(start, lines.indexOf("    // README: to here")).stream()
            .map(line -> line.isEmpty() ? line : line.substring(4))
            .collect(Collectors.joining("\n"));
    assertThat(block("java verifier").strip()).isEqualTo(code.strip());
  }

  @Test
  void javaExample_decides(@TempDir Path folder) throws Exception {
    Path keys = Files.writeString(folder.resolve("jwks.json"), Jwks.write(Story.KEYS));
    String token = TokenText.write(Story.first(RightsJson.read(RIGHTS)).token().expose());
    Clock now = Clock.fixed(Story.NOW, ZoneOffset.UTC);
    assertThat(decide(keys, token, Story.ORCHESTRATOR.key(), now))
        .isEqualTo("let it pass, for " + Story.ALICE);
    assertThat(decide(keys, token, Story.RESEARCHER.key(), now))
        .startsWith("refuse: holder_key_mismatch: ");
    assertThat(
            decide(keys, token, Story.ORCHESTRATOR.key(), Clock.fixed(Story.LATER, ZoneOffset.UTC)))
        .startsWith("refuse: token_expired: ");
  }

  @Test
  void rightsExample_isReadAsRights() throws Exception {
    Rights rights = RightsJson.read(block("json rights"));
    assertThat(rights.capabilities())
        .extracting(Capability::kind)
        .containsExactlyInAnyOrder(Kind.values());
  }

  /** Every constraint of the table is one, and says of itself that it is. */
  @Test
  void constraintsOfTheTable_areRead() throws Exception {
    String table =
        Files.readString(README).split("\\| constraint \\| admits \\|", -1)[1].split("\n\n", 2)[0];
    Matcher code = Pattern.compile("`(\\{\"[^`…]+\\}|\\[[^`…]+\\]|\"[^`]+\")`").matcher(table);
    List<String> read = new ArrayList<>();
    while (code.find()) {
      RightsJson.read(
          RIGHTS
              .replace("{\"prefix\": \"acme/\"}", code.group(1))
              .getBytes(StandardCharsets.UTF_8));
      read.add(code.group(1));
    }
    assertThat(read).hasSizeGreaterThanOrEqualTo(10).contains("{\"cidr\": \"10.0.0.0/8\"}");
  }

  private static final String RIGHTS =
      """
      [{"type": "mcp", "server": "https://mcp.acme.example/github", "methods": ["tools/call"],
        "names": ["create_issue"], "arguments": {"/repo": {"prefix": "acme/"}},
        "other_arguments": "allow"}]
      """;

  private static String decide(
      Path jwksFile, String token, Thumbprint thumbprintOfTheKeyThatTheCallerProved, Clock clock)
      throws IOException, Refusal {
    // README: from here
    TrustedKeys keys = Jwks.read(Files.readString(jwksFile));
    Verifier verifier = new Verifier(keys);

    PresentedRequest request =
        new PresentedRequest(
            "mcp-gateway",
            new Request.Mcp(
                "https://mcp.acme.example/github",
                "tools/call",
                Optional.of("create_issue"),
                Arguments.of(Map.of(new Pointer("/repo"), new Value.Text("acme/site")))));
    ProvenKey proven = new ProvenKey(thumbprintOfTheKeyThatTheCallerProved);

    Decision decision = verifier.check(TokenText.read(token), request, proven, clock.instant());
    if (decision instanceof Decision.Allowed allowed) {
      return "let it pass, for " + allowed.chain().user();
    } else if (decision instanceof Decision.Denied denied) {
      return "refuse: " + denied.reason().code() + ": " + denied.detail();
    } else {
      return "refuse: could not decide";
    }
    // README: to here
  }

  /** The README's block of this kind. */
  private static String block(String kind) throws IOException {
    Matcher matcher =
        Pattern.compile("(?s)```" + Pattern.quote(kind) + "\n(.*?)```")
            .matcher(Files.readString(README));
    assertThat(matcher.find()).as("a block of \"%s\" in the README", kind).isTrue();
    return matcher.group(1);
  }
}
