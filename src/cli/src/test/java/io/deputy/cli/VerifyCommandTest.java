package io.deputy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.chain.TokenText;
import io.deputy.json.Jwks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  private static final String SEARCH =
      """
      {"audience": "mcp-gateway", "type": "mcp", "server": "https://mcp.acme.example/github",
       "operation": "tools/call", "name": "search_issues", "arguments": {"repo": "acme/web"}}
      """;

  @TempDir private Path folder;
  private Path keys;
  private Path search;

  @BeforeEach
  void files() throws IOException {
    keys = Files.writeString(folder.resolve("jwks.json"), Jwks.write(Tokens.KEYS));
    search = Files.writeString(folder.resolve("request.json"), SEARCH);
  }

  @Test
  void a_request_within_the_rights_is_allowed() throws Exception {
    Ran ran = verify(Tokens.text(Tokens.second()), search);
    assertThat(ran.exit()).isEqualTo(Exit.YES);
    assertThat(ran.out())
        .startsWith("allowed (revocation not checked)")
        .contains("researcher acts for alice of https://idp.acme.example, hop 1");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void a_request_beyond_the_rights_is_refused_with_its_reason() throws Exception {
    Path create =
        Files.writeString(
            folder.resolve("create.json"), SEARCH.replace("search_issues", "create_issue"));
    Ran ran = verify(Tokens.text(Tokens.second()), create);
    assertThat(ran.exit()).isEqualTo(Exit.NO);
    assertThat(ran.out()).startsWith("refused: request_not_within_rights (revocation not checked)");
  }

  @Test
  void the_token_may_come_from_a_file_or_from_standard_input() throws Exception {
    String token = Tokens.text(Tokens.second());
    Path file = Files.writeString(folder.resolve("the token"), token + "\n");
    assertThat(verify("@" + file, search).exit()).isEqualTo(Exit.YES);
    String[] piped = arguments("-", search).toArray(new String[0]);
    assertThat(Ran.withInput(token + "\n", piped).exit()).isEqualTo(Exit.YES);
  }

  @Test
  void without_a_proven_key_it_is_refused_and_says_what_to_do() throws Exception {
    List<String> arguments = arguments(Tokens.text(Tokens.second()), search);
    int at = arguments.indexOf("--proven-key");
    arguments.subList(at, at + 2).clear();
    Ran ran = Ran.of(arguments.toArray(new String[0]));
    assertThat(ran.exit()).isEqualTo(Exit.NO);
    assertThat(ran.out()).contains("holder_key_unproven", "--proven-key");
  }

  @Test
  void a_token_that_was_altered_is_refused() throws Exception {
    Ran ran = verify(TokenText.write(Tokens.tampered(Tokens.second())), search);
    assertThat(ran.exit()).isEqualTo(Exit.NO);
    assertThat(ran.out()).startsWith("refused: signature_invalid");
  }

  @Test
  void what_is_not_a_token_is_refused() {
    Ran ran = verify("not a token", search);
    assertThat(ran.exit()).isEqualTo(Exit.NO);
    assertThat(ran.out()).startsWith("refused: token_malformed");
  }

  @Test
  void the_moment_of_expiry_is_too_late() throws Exception {
    List<String> arguments = arguments(Tokens.text(Tokens.second()), search);
    arguments.set(arguments.indexOf("--now") + 1, Tokens.LATER.toString());
    Ran ran = Ran.of(arguments.toArray(new String[0]));
    assertThat(ran.exit()).isEqualTo(Exit.NO);
    assertThat(ran.out()).startsWith("refused: token_expired");
  }

  @Test
  void a_thumbprint_may_begin_like_an_option() throws Exception {
    List<String> arguments = arguments(Tokens.text(Tokens.second()), search);
    for (String start : List.of("-h", "--", "-V")) {
      String thumbprint = start + Tokens.RESEARCHER.key().toString().substring(start.length());
      arguments.set(arguments.indexOf("--proven-key") + 1, thumbprint);
      Ran ran = Ran.of(arguments.toArray(new String[0]));
      assertThat(ran.out()).startsWith("refused: holder_key_mismatch");
    }
  }

  @Test
  void json_says_the_same_to_programs() throws Exception {
    JsonNode allowed = json(Tokens.text(Tokens.second()));
    assertThat(allowed.path("decision").asText()).isEqualTo("allowed");
    assertThat(allowed.path("revocation").asText()).isEqualTo("not_checked");
    assertThat(allowed.at("/user/subject").asText()).isEqualTo("alice");
    assertThat(allowed.at("/hop/agent").asText()).isEqualTo("researcher");
    JsonNode refused = json("AAAA");
    assertThat(refused.path("decision").asText()).isEqualTo("denied");
    assertThat(refused.path("reason").asText()).isEqualTo("token_malformed");
  }

  @Test
  void files_that_cannot_be_used_are_wrong_usage() throws Exception {
    String token = Tokens.text(Tokens.second());
    assertWrongUsage(verify(token, folder.resolve("none.json")), "none.json\" does not exist");
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"type\": \"mcp\"}");
    assertWrongUsage(verify(token, broken), "broken.json");
    assertWrongUsage(verify("@/none", search), "token file \"/none\" does not exist");
    assertWrongUsage(verify(" ", search), "the token is empty");
    Path large = Files.write(folder.resolve("large"), new byte[Inputs.MAX_BYTES + 1]);
    assertWrongUsage(verify("@" + large, search), "has more than");
  }

  @Test
  void options_that_do_not_exist_or_cannot_be_read_are_wrong_usage() throws Exception {
    assertWrongUsage(Ran.of("verify"), "missing required options");
    assertWrongUsage(Ran.of("no-such-command"), "no-such-command");
    assertWrongUsage(Ran.of(), "no command is given");
    List<String> arguments = arguments(Tokens.text(Tokens.second()), search);
    arguments.add("--colour");
    assertWrongUsage(Ran.of(arguments.toArray(new String[0])), "unknown option: '--colour'");
    arguments.remove("--colour");
    arguments.set(arguments.indexOf("--now") + 1, "noon\u001b[2J");
    assertWrongUsage(Ran.of(arguments.toArray(new String[0])), "\"noon\\u{1b}[2J\"");
    arguments.set(arguments.indexOf("--proven-key") + 1, "abc");
    arguments.set(arguments.indexOf("--now") + 1, Tokens.NOW.toString());
    assertWrongUsage(Ran.of(arguments.toArray(new String[0])), "\"abc\" is not a key thumbprint");
  }

  private static void assertWrongUsage(Ran ran, String contains) {
    assertThat(ran.exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("deputy: ").contains(contains).hasLineCount(1);
  }

  private JsonNode json(String token) throws IOException {
    List<String> arguments = arguments(token, search);
    arguments.add("--json");
    return new ObjectMapper().readTree(Ran.of(arguments.toArray(new String[0])).out());
  }

  private Ran verify(String token, Path request) {
    return Ran.of(arguments(token, request).toArray(new String[0]));
  }

  private List<String> arguments(String token, Path request) {
    return new ArrayList<>(
        List.of(
            "verify",
            "--token",
            token,
            "--keys",
            keys.toString(),
            "--request",
            request.toString(),
            "--proven-key",
            Tokens.RESEARCHER.key().toString(),
            "--now",
            Tokens.NOW.toString()));
  }
}
