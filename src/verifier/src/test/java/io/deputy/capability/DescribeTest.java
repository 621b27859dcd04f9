package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.capability.Capability.OtherArguments;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DescribeTest {
  private static final Pointer REPO = new Pointer("/repo");

  @Test
  void aCapabilityReadsLikeASentence() {
    Capability capability =
        mcp(
            names("create_issue", "search_issues"),
            Map.of(REPO, new Constraint.Prefix("acme/")),
            OtherArguments.DENY);
    assertThat(Describe.capability(capability))
        .isEqualTo(
            "may call create_issue, search_issues on https://mcp.acme.example/github"
                + " where /repo starts with \"acme/\", with no other arguments");
  }

  @Test
  void anHttpCapabilityReadsLikeASentence() {
    Capability capability =
        new Capability.Http(
            "https://api.acme.example",
            names("GET"),
            new Constraint.Prefix("/v1/"),
            new Constraint.Exact(new Value.Text("")));
    assertThat(Describe.capability(capability))
        .isEqualTo(
            "may send GET to https://api.acme.example"
                + " where the path starts with \"/v1/\" and the query is \"\"");
  }

  @Test
  void aRequestReadsAsInTheContract() {
    assertThat(Describe.request(call("delete_repo", Map.of())))
        .isEqualTo("tools/call delete_repo on https://mcp.acme.example/github");
    assertThat(
            Describe.request(
                call("a", Map.of(REPO, new Value.Text("x"), new Pointer("/n"), new Value.Int(6)))))
        .isEqualTo("tools/call a on https://mcp.acme.example/github with /n 6, /repo \"x\"");
    assertThat(
            Describe.request(
                new Request.Model(
                    "https://models.acme.example",
                    Optional.of("acme"),
                    "chat",
                    "m-1",
                    Optional.of("eu west"),
                    OptionalLong.of(5))))
        .isEqualTo(
            "chat with model m-1 of acme in \"eu west\" on https://models.acme.example"
                + " with at most 5 output tokens");
    assertThat(
            Describe.request(
                new Request.Agent(
                    "https://agents.acme.example",
                    "message/send",
                    Optional.of("summarize"),
                    Optional.of("https://hooks.acme.example/"))))
        .isEqualTo(
            "message/send to agent https://agents.acme.example for skill summarize"
                + " with notifications to https://hooks.acme.example/");
    assertThat(Describe.request(new Request.Http("https://api.acme.example", "GET", "/v1", "a=1")))
        .isEqualTo("GET /v1?a=1 on https://api.acme.example");
  }

  @Test
  void whatIsJoinedStandsInParentheses() {
    Constraint either =
        Constraint.any(
            List.of(new Constraint.Prefix("acme/"), new Constraint.Exact(new Value.Text("x"))));
    assertThat(
            Describe.capability(
                mcp(
                    names("a"),
                    Map.of(REPO, either, new Pointer("/z"), names("b")),
                    OtherArguments.ALLOW)))
        .contains(" where /repo (is \"x\" or starts with \"acme/\") and /z is \"b\", with");
    assertThat(Describe.capability(mcp(either, Map.of(), OtherArguments.DENY)))
        .startsWith("may call any tool that (is \"x\" or starts with \"acme/\") on ");
  }

  @Test
  void modelsAndAgentsReadLikeASentence() {
    Constraint any = Constraint.ANYTHING;
    Constraint atMost = new Constraint.Range(OptionalLong.empty(), OptionalLong.of(4096));
    assertThat(
            Describe.capability(
                new Capability.Model(
                    "https://models.acme.example",
                    names("anthropic"),
                    names("chat"),
                    names("claude-x"),
                    names("eu-west-1"),
                    atMost)))
        .isEqualTo(
            "may use model claude-x of anthropic in eu-west-1 for chat on"
                + " https://models.acme.example with at most 4096 output tokens");
    assertThat(
            Describe.capability(
                new Capability.Model(
                    "https://models.acme.example",
                    any,
                    any,
                    any,
                    any,
                    new Constraint.Exact(new Value.Int(5)))))
        .isEqualTo(
            "may use any model for any operation on https://models.acme.example"
                + " where the bound on output tokens is 5");
    assertThat(
            Describe.capability(
                new Capability.Agent(
                    "https://agents.acme.example", names("message/send"), any, any)))
        .isEqualTo("may send message/send to agent https://agents.acme.example");
  }

  @Test
  void hostileStringsStayInTheirPlace() {
    assertThat(
            Describe.request(call("a\u202eb \"c\"", Map.of(REPO, new Value.Text("x\n\u200b\\")))))
        .isEqualTo(
            "tools/call \"a\\u{202e}b \\\"c\\\"\" on https://mcp.acme.example/github"
                + " with /repo \"x\\u{a}\\u{200b}\\\\\"");
  }

  @Test
  void longStringsAreCut() {
    assertThat(Describe.quote("a".repeat(5000)))
        .hasSizeLessThan(Describe.MAX_SHOWN + 40)
        .contains("(5000 characters)");
  }

  @Test
  void longListsAreCut() {
    String[] names = IntStream.range(100, 200).mapToObj(i -> "tool" + i).toArray(String[]::new);
    assertThat(Describe.capability(mcp(names(names), Map.of(), OtherArguments.DENY)))
        .contains("may call tool100, ")
        .contains("tool129 and 70 more on ")
        .doesNotContain("tool130");
  }

  @Test
  void whatAHopLostIsShown() {
    Capability issues = mcp(names("create_issue", "search_issues"), Map.of(), OtherArguments.ALLOW);
    Capability search =
        mcp(
            names("search_issues"),
            Map.of(new Pointer("/n"), new Constraint.Range(OptionalLong.of(1), OptionalLong.of(5))),
            OtherArguments.DENY);
    Capability http =
        new Capability.Http(
            "https://api.acme.example", names("GET"), Constraint.ANYTHING, Constraint.ANYTHING);
    List<Loss> losses = new Rights(List.of(issues, http)).without(new Rights(List.of(search)));
    assertThat(losses).hasSize(2);
    assertThat(losses.get(0).kept().get(0).changes())
        .containsExactly(
            new Loss.Change(
                "names",
                "is one of \"create_issue\", \"search_issues\"",
                "is one of \"search_issues\""),
            new Loss.Change("/n", "is anything or absent", "is an integer from 1 to 5"),
            new Loss.Change("other_arguments", "are allowed", "are denied"));
    assertThat(losses.get(0).sample()).contains(call("create_issue", Map.of()));
    assertThat(losses.get(1).isWhole()).isTrue();
  }

  private static Constraint names(String... names) {
    return names.length == 1
        ? new Constraint.Exact(new Value.Text(names[0]))
        : new Constraint.OneOf(List.of(names).stream().<Value.Scalar>map(Value.Text::new).toList());
  }

  private static Capability mcp(
      Constraint names, Map<Pointer, Constraint> arguments, OtherArguments others) {
    return new Capability.Mcp(
        Vocabulary.SERVER, names("tools/call"), names, new TreeMap<>(arguments), others);
  }

  private static Request call(String name, Map<Pointer, Value> arguments) {
    return new Request.Mcp(
        Vocabulary.SERVER, "tools/call", Optional.of(name), Arguments.of(arguments));
  }
}
