package io.deputy.capability;

import static io.deputy.capability.Example.SERVER;
import static io.deputy.capability.Example.atMost;
import static io.deputy.capability.Example.oneOf;
import static io.deputy.capability.Example.prefix;
import static io.deputy.capability.Example.range;
import static io.deputy.capability.Example.subpath;
import static io.deputy.capability.Example.text;
import static io.deputy.capability.Example.tool;
import static io.deputy.capability.Example.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.capability.Capability.OtherArguments;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CapabilityTest {
  private static final Constraint ANY = Constraint.ANYTHING;
  private static final Pointer A = new Pointer("/a");
  private static final Pointer B = new Pointer("/b");
  private static final Pointer BELOW = new Pointer("/a/b");
  private static final Value X = new Value.Text("x");

  @Test
  void aCallIsAdmittedWhereEveryPartIs() {
    Capability search = tool(text("search"), Map.of());
    assertThat(search.admits(call("search", Map.of()))).isTrue();
    assertThat(search.admits(call("delete", Map.of()))).isFalse();
    assertThat(search.admits(call("search", Map.of(A, X)))).isFalse();
    assertThat(
            search.admits(
                new Request.Mcp(SERVER, "prompts/get", Optional.of("search"), Arguments.NONE)))
        .isFalse();
    assertThat(
            search.admits(
                new Request.Mcp(
                    "https://b.example", "tools/call", Optional.of("search"), Arguments.NONE)))
        .isFalse();
    assertThat(
            search.admits(new Request.Mcp(SERVER, "tools/call", Optional.empty(), Arguments.NONE)))
        .isFalse();
    assertThat(search.admits(new Request.Http(SERVER, "GET", "/", ""))).isFalse();
  }

  @Test
  void argumentsAreNamedOrUnderAWildcard() {
    Capability named = tool(text("a"), Map.of(A, text("x")));
    assertThat(named.admits(call("a", Map.of(A, X)))).isTrue();
    assertThat(named.admits(call("a", Map.of()))).isFalse();
    assertThat(named.admits(call("a", Map.of(A, X, B, X)))).isFalse();
    assertThat(named.admits(call("a", Map.of(A, new Value.Text("y"))))).isFalse();
    Capability free = tool(text("a"), Map.of(A, ANY));
    assertThat(free.admits(call("a", Map.of(BELOW, X)))).isTrue();
    assertThat(free.admits(call("a", Map.of(new Pointer("/ab"), X)))).isFalse();
    assertThat(free.admits(call("a", Map.of()))).isTrue();
    Capability open = tool(text("a"), Map.of(A, text("x")), OtherArguments.ALLOW);
    assertThat(open.admits(call("a", Map.of(A, X, B, X)))).isTrue();
    assertThat(open.admits(call("a", Map.of(B, X)))).isFalse();
  }

  @Test
  void whatIsFree() {
    Capability.Mcp free = tool(text("a"), Map.of(A, ANY));
    assertThat(List.of(A, BELOW)).allMatch(free::isFree);
    assertThat(free.isFree(B)).isFalse();
    assertThat(free.on(BELOW)).hasValue(ANY);
    assertThat(free.on(B)).isEmpty();
    Capability.Mcp open = tool(text("a"), Map.of(A, text("x")), OtherArguments.ALLOW);
    assertThat(List.of(A, B)).allMatch(open::isFree);
    assertThat(open.on(A)).hasValue(text("x"));
    assertThat(open.on(B)).hasValue(ANY);
    assertThat(tool(text("a"), Map.of(A, text("x"))).isFree(A)).isFalse();
    assertThat(open.on(Dimension.Field.METHODS)).hasValue(text("tools/call"));
    assertThat(open.on(Dimension.Field.NAMES)).hasValue(text("a"));
    assertThat(open.on(Dimension.Field.PATHS)).isEmpty();
    assertThat(open.on(new Dimension.Argument(A))).hasValue(text("x"));
    assertThat(open.size()).isEqualTo(3);
    assertThat(open.constraints().keySet())
        .containsExactly(Dimension.Field.METHODS, Dimension.Field.NAMES, new Dimension.Argument(A));
  }

  @Test
  void bothOfTwoCalls() {
    both(
        tool(text("a"), Map.of(A, range(1, 5))),
        tool(text("a"), Map.of(A, range(3, 9))),
        tool(text("a"), Map.of(A, range(3, 5))));
    both(
        tool(text("a"), Map.of(A, text("x"))),
        tool(text("a"), Map.of(), OtherArguments.ALLOW),
        tool(text("a"), Map.of(A, text("x"))));
    both(
        tool(text("a"), Map.of(A, ANY)),
        tool(text("a"), Map.of(BELOW, text("x"))),
        tool(text("a"), Map.of(BELOW, text("x"))));
    both(tool(text("a"), Map.of(A, ANY)), tool(text("a"), Map.of()), tool(text("a"), Map.of()));
    Capability.Mcp open = tool(text("a"), Map.of(), OtherArguments.ALLOW);
    both(open, open, open);
    apart(tool(text("a"), Map.of(A, text("x"))), tool(text("a"), Map.of()));
    apart(tool(text("a"), Map.of(A, range(1, 2))), tool(text("a"), Map.of(A, range(3, 4))));
    apart(tool(text("a"), Map.of()), tool(text("b"), Map.of()));
    apart(
        tool(text("a"), Map.of()),
        new Capability.Mcp("https://b.example", ANY, ANY, new TreeMap<>(), OtherArguments.ALLOW));
    apart(
        tool(text("a"), Map.of()),
        new Capability.Mcp(SERVER, text("x"), ANY, new TreeMap<>(), OtherArguments.ALLOW));
    apart(tool(text("a"), Map.of()), new Capability.Http(SERVER, ANY, ANY, ANY));
  }

  @Test
  void bothOfTwoOfAnotherKind() {
    Capability get = new Capability.Http(SERVER, text("GET"), subpath("/a"), ANY);
    both(
        get,
        new Capability.Http(SERVER, prefix("G"), subpath("/a/b"), text("")),
        new Capability.Http(SERVER, text("GET"), subpath("/a/b"), text("")));
    apart(get, new Capability.Http(SERVER, text("PUT"), ANY, ANY));
    apart(get, new Capability.Http("https://b.example", ANY, ANY, ANY));
    apart(get, new Capability.Agent(SERVER, ANY, ANY, ANY));
  }

  @Test
  void everyPartOfAnHttpRequestCounts() {
    Capability http = new Capability.Http(SERVER, text("GET"), subpath("/a"), prefix("q"));
    assertThat(http.admits(new Request.Http(SERVER, "GET", "/a/b", "q=1"))).isTrue();
    for (Request other :
        List.of(
            new Request.Http("https://b.example", "GET", "/a/b", "q=1"),
            new Request.Http(SERVER, "PUT", "/a/b", "q=1"),
            new Request.Http(SERVER, "GET", "/b", "q=1"),
            new Request.Http(SERVER, "GET", "/a/b", ""),
            call("a", Map.of()))) {
      assertThat(http.admits(other)).as("%s", other).isFalse();
    }
  }

  @Test
  void everyPartOfAModelRequestCounts() {
    Capability model =
        new Capability.Model(SERVER, text("p"), text("chat"), text("m"), text("eu"), atMost(9));
    assertThat(model.admits(model(SERVER, "p", "chat", "m", "eu", 9))).isTrue();
    for (Request other :
        List.of(
            model("https://b.example", "p", "chat", "m", "eu", 9),
            model(SERVER, "q", "chat", "m", "eu", 9),
            model(SERVER, "p", "embeddings", "m", "eu", 9),
            model(SERVER, "p", "chat", "n", "eu", 9),
            model(SERVER, "p", "chat", "m", "us", 9),
            model(SERVER, "p", "chat", "m", "eu", 10),
            // No bound at all is not "at most 9".
            new Request.Model(
                SERVER, Optional.of("p"), "chat", "m", Optional.of("eu"), OptionalLong.empty()),
            call("a", Map.of()))) {
      assertThat(model.admits(other)).as("%s", other).isFalse();
    }
  }

  @Test
  void everyPartOfARequestToAnAgentCounts() {
    Capability agent =
        new Capability.Agent(SERVER, text("message/send"), text("s"), url("https://a.example/"));
    assertThat(agent.admits(agent(SERVER, "message/send", "s", "https://a.example/x"))).isTrue();
    for (Request other :
        List.of(
            agent("https://b.example", "message/send", "s", "https://a.example/x"),
            agent(SERVER, "tasks/get", "s", "https://a.example/x"),
            agent(SERVER, "message/send", "t", "https://a.example/x"),
            agent(SERVER, "message/send", "s", "https://b.example/x"),
            call("a", Map.of()))) {
      assertThat(agent.admits(other)).as("%s", other).isFalse();
    }
  }

  @Test
  void aFieldTakesConstraintsOnWhatItHas() {
    assertThatThrownBy(() -> new Capability.Http(SERVER, range(1, 2), ANY, ANY))
        .hasMessageContaining("methods takes no constraint");
    assertThatThrownBy(() -> new Capability.Http(SERVER, ANY, ANY, subpath("/a")))
        .hasMessageContaining("query");
    assertThatThrownBy(() -> new Capability.Model(SERVER, ANY, ANY, ANY, ANY, text("9")))
        .hasMessageContaining("max_output_tokens");
    assertThatThrownBy(() -> new Capability.Agent(SERVER, ANY, ANY, subpath("/a")))
        .hasMessageContaining("push_urls");
    assertThatThrownBy(() -> tool(range(1, 2), Map.of())).hasMessageContaining("names");
  }

  @Test
  void whatAdmitsNothingIsEmpty() {
    assertThat(tool(Constraint.NOTHING, Map.of()).isEmpty()).isTrue();
    assertThat(tool(text("a"), Map.of()).isEmpty()).isFalse();
    assertThat(tool(text("a"), Map.of(A, text("x"), BELOW, text("y"))).isEmpty()).isTrue();
    assertThat(tool(text("a"), Map.of(A, ANY, BELOW, text("y"))).isEmpty()).isFalse();
    Rights twice =
        Example.rights(
            tool(text("a"), Map.of()),
            tool(oneOf("a", "b"), Map.of()),
            tool(Constraint.NOTHING, Map.of()),
            tool(oneOf("a", "b"), Map.of()));
    assertThat(twice.simplified()).isEqualTo(Example.rights(tool(oneOf("a", "b"), Map.of())));
    assertThat(twice.sameAs(twice.simplified())).isTrue();
    assertThat(twice.sameAs(Rights.NONE)).isFalse();
    assertThat(Rights.NONE.sameAs(twice)).isFalse();
  }

  @Test
  void kindsHaveTheirNames() {
    for (Kind kind : Kind.values()) {
      assertThat(Kind.ofWire(kind.wire())).hasValue(kind);
      Map<Dimension.Field, Constraint> all = new TreeMap<>();
      kind.fields().forEach(field -> all.put(field, ANY));
      assertThat(kind.capability(SERVER, all).kind()).isEqualTo(kind);
      assertThat(kind.hasArguments()).isEqualTo(kind == Kind.MCP);
    }
    assertThat(Kind.ofWire("MCP")).isEmpty();
  }

  private static void both(Capability a, Capability b, Capability both) {
    assertThat(a.and(b)).hasValue(both);
    assertThat(b.and(a)).hasValue(both);
  }

  private static void apart(Capability a, Capability b) {
    assertThat(a.and(b)).isEmpty();
    assertThat(b.and(a)).isEmpty();
  }

  private static Request call(String name, Map<Pointer, Value> arguments) {
    return new Request.Mcp(SERVER, "tools/call", Optional.of(name), Arguments.of(arguments));
  }

  private static Request model(
      String server, String provider, String operation, String model, String region, long bound) {
    return new Request.Model(
        server,
        Optional.of(provider),
        operation,
        model,
        Optional.of(region),
        OptionalLong.of(bound));
  }

  private static Request agent(String server, String operation, String skill, String pushUrl) {
    return new Request.Agent(server, operation, Optional.of(skill), Optional.of(pushUrl));
  }
}
