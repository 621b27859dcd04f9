package io.deputy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What changed, in words. */
class ChangeTextTest {
  private static final String SEARCH =
      """
      [{"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],\
      "names":["search_issues"],"arguments":{},"other_arguments":"allow"}]""";

  private static final String BOTH = SEARCH.replace("[\"search", "[\"create_issue\",\"search");

  private static List<String> lines(String json) throws Exception {
    return ChangeText.lines(new ObjectMapper().readTree(json));
  }

  @Test
  void rights_that_become_fewer_are_lost_and_more_are_gained() throws Exception {
    String change =
        "{\"section\":\"agents\",\"id\":\"a\",\"before\":{\"id\":\"a\",\"ceiling\":%s},"
            + "\"after\":{\"id\":\"a\",\"ceiling\":%s}}";
    assertThat(lines(change.formatted(BOTH, SEARCH)))
        .contains("~ agents \"a\"")
        .anyMatch(l -> l.contains("ceiling loses") && l.contains("names"))
        .noneMatch(l -> l.contains("gains"));
    assertThat(lines(change.formatted(SEARCH, BOTH)))
        .anyMatch(l -> l.contains("ceiling gains") && l.contains("names"))
        .noneMatch(l -> l.contains("loses"));
    assertThat(lines(change.formatted(SEARCH, SEARCH))).containsExactly("~ agents \"a\"");
  }

  @Test
  void what_is_new_is_gained_and_what_is_gone_is_lost() throws Exception {
    assertThat(lines("{\"section\":\"scopes\",\"id\":\"issues\",\"after\":%s}".formatted(SEARCH)))
        .containsExactly(
            "+ scopes \"issues\"",
            "    gains all of: may call search_issues on https://mcp.acme.example/github, with any"
                + " other arguments");
    assertThat(
            lines(
                "{\"section\":\"grants\",\"id\":\"g\",\"before\":{\"id\":\"g\",\"rights\":%s}}"
                    .formatted(SEARCH)))
        .contains("- grants \"g\"")
        .anyMatch(l -> l.startsWith("    rights loses all of: may call search_issues"));
  }

  @Test
  void other_members_are_shown_before_and_after_and_steer_no_terminal() throws Exception {
    assertThat(
            lines(
                """
                {"section":"agents","id":"a","before":{"max_depth":3,"disabled":true},
                 "after":{"max_depth":2,"max_lifetime":"PT\\u001b[2J",
                  "keys":{"keys":[{"kid":"k1","x":"11qYAYKxCrfVS_7T"}]}}}"""))
        .containsExactly(
            "~ agents \"a\"",
            "    disabled: true -> nothing",
            "    keys: k1 (11qYAYKx…)",
            "    max_depth: 3 -> 2",
            "    max_lifetime: PT\\u{1b}[2J");
  }
}
