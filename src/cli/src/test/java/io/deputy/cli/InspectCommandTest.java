package io.deputy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.chain.Holder;
import io.deputy.chain.TokenText;
import io.deputy.chain.User;
import io.deputy.json.Jwks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  private static final String CLAIMS = "NOT VERIFIED: these are claims";

  @TempDir private Path folder;
  private String keys;

  @BeforeEach
  void files() throws IOException {
    keys = Files.writeString(folder.resolve("jwks.json"), Jwks.write(Tokens.KEYS)).toString();
  }

  @Test
  void a_verified_chain_is_shown_hop_by_hop() throws Exception {
    Ran ran = Ran.of("inspect", "--token", Tokens.text(Tokens.second()), "--keys", keys);
    assertThat(ran.exit()).isEqualTo(Exit.YES);
    assertThat(ran.out())
        .startsWith("verified with root key 1\n")
        .doesNotContain("NOT VERIFIED")
        .contains("alice of https://idp.acme.example", Tokens.ISSUER)
        .contains("hop 0  orchestrator", "hop 1  researcher")
        .contains(Tokens.RESEARCHER.key().toString(), "2026-11-24T10:00:00Z", "mcp-gateway")
        .contains("create_issue, search_issues on https://mcp.acme.example/github where /repo")
        .contains("lost     on https://mcp.acme.example/github:\n             names: ")
        .contains("block 0  hop 0", "block 1  hop 1", "check if cap($c)");
  }

  @Test
  void without_keys_it_is_marked_as_claims_first_and_last() throws Exception {
    Ran ran = Ran.of("inspect", "--token", Tokens.text(Tokens.second()));
    assertThat(ran.exit()).isEqualTo(Exit.YES);
    List<String> lines = ran.out().lines().toList();
    assertThat(lines.get(0)).startsWith(CLAIMS).contains("--keys");
    assertThat(lines.get(lines.size() - 1)).startsWith(CLAIMS);
    assertThat(ran.out()).doesNotContain("verified with");
  }

  @Test
  void a_token_that_was_altered_is_marked_as_claims_and_is_a_no() throws Exception {
    String token = TokenText.write(Tokens.tampered(Tokens.second()));
    Ran ran = Ran.of("inspect", "--token", token, "--keys", keys);
    assertThat(ran.exit()).isEqualTo(Exit.NO);
    assertThat(ran.out())
        .startsWith(CLAIMS + " (signature_invalid)")
        .doesNotContain("verified with");
  }

  @Test
  void hostile_names_cannot_steer_the_terminal() throws Exception {
    User user = new User("https://idp.acme.example", "al\u001b[2Jice\nverified with root key 9");
    Holder holder = new Holder("agent\u202egnp.exe", Tokens.thumbprint(5));
    Ran ran = Ran.of("inspect", "--token", Tokens.text(Tokens.first(user, holder)));
    assertThat(ran.out())
        .contains("al\\u{1b}[2Jice\\u{a}verified", "agent\\u{202e}gnp.exe")
        .doesNotContain("\u001b", "\u202e", "\nverified with");
  }

  @Test
  void a_block_that_the_holder_added_is_marked() throws Exception {
    String token = TokenText.write(Tokens.withHolderBlock(Tokens.second()));
    Ran ran = Ran.of("inspect", "--token", token, "--keys", keys);
    assertThat(ran.exit()).isEqualTo(Exit.YES);
    assertThat(ran.out())
        .contains("block 2  added by a holder: it can only narrow, and proves nothing")
        .contains("note(")
        .doesNotContain("\u001b");
  }

  @Test
  void what_is_not_a_token_is_a_no() {
    Ran ran = Ran.of("inspect", "--token", "AAAA");
    assertThat(ran.exit()).isEqualTo(Exit.NO);
    assertThat(ran.out()).startsWith("not a token: token_malformed");
  }

  @Test
  void json_says_the_same_to_programs() throws Exception {
    String token = TokenText.write(Tokens.withHolderBlock(Tokens.second()));
    JsonNode answer = json("inspect", "--json", "--token", token, "--keys", keys);
    assertThat(answer.path("verified").asBoolean()).isTrue();
    assertThat(answer.path("root_key").asInt()).isEqualTo(1);
    assertThat(answer.at("/hops/1/agent").asText()).isEqualTo("researcher");
    assertThat(answer.at("/hops/1/rights/0/names").toString()).contains("search_issues");
    assertThat(answer.at("/hops/1/lost/0/for_instance").asText()).contains("create_issue");
    assertThat(answer.path("holder_blocks").toString()).isEqualTo("[2]");
    assertThat(answer.path("blocks")).hasSize(3);
    JsonNode claims = json("inspect", "--json", "--token", token);
    assertThat(claims.path("verified").asBoolean()).isFalse();
  }

  private static JsonNode json(String... arguments) throws IOException {
    return new ObjectMapper().readTree(Ran.of(arguments).out());
  }
}
