package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ways in which delegation has been widened elsewhere, as far as they are about rights. Each is
 * refused, with a request that shows it.
 *
 * <pre>
 * the agent may more than the human               agentBroaderThanHuman
 * allowed directly, not through the delegate      allowedDirectlyOnly
 * the target asks for more than the source has    targetAsksForMore
 * route, model or tool changed                    anotherRoute, anotherModel, anotherTool
 * a fact that the decision needs is missing       missingFact
 * no scope, or a blank one                        noCapabilities
 * no ceiling                                      noCeiling
 * a path, address or URL spelled another way      anotherSpelling
 * </pre>
 *
 * What was removed, expired, changed or swapped between hops, and what decisions are recorded with,
 * is not about rights: tokens and exchanges are tested for it.
 */
class WideningAttacks {
  private static final String SERVER = Vocabulary.SERVER;
  private static final Constraint ANY = Constraint.ANYTHING;

  @Test
  void agentBroaderThanHuman() {
    Rights agent = tools(oneOf("search", "delete_repo"));
    Rights human = tools(oneOf("search"));
    assertExceeds(agent, human);
    Rights narrowed = agent.intersect(human);
    assertThat(narrowed.sameAs(human)).isTrue();
    assertThat(narrowed.admits(call("delete_repo"))).isFalse();
  }

  @Test
  void allowedDirectlyOnly() {
    Rights user = tools(oneOf("search", "pay"));
    Rights delegate = user.intersect(tools(oneOf("search")));
    assertThat(user.admits(call("pay"))).isTrue();
    assertThat(delegate.admits(call("pay"))).isFalse();
  }

  @Test
  void targetAsksForMore() {
    Rights source = model(oneOf("small"), range(0, 100));
    assertExceeds(model(oneOf("small"), range(0, 101)), source);
    assertExceeds(model(oneOf("small"), ANY), source);
    assertExceeds(model(oneOf("small", "large"), range(0, 100)), source);
  }

  @Test
  void anotherRoute() {
    Rights here = http("https://a.example", new Constraint.Subpath("/v1"));
    assertThat(here.admits(new Request.Http("https://b.example", "GET", "/v1", ""))).isFalse();
    assertExceeds(http("https://b.example", new Constraint.Subpath("/v1")), here);
    assertExceeds(http("https://a.example", new Constraint.Prefix("/v1")), here);
  }

  @Test
  void anotherModel() {
    Rights small = model(oneOf("small"), ANY);
    assertThat(small.admits(ask("large", OptionalLong.empty()))).isFalse();
    assertExceeds(model(new Constraint.Prefix("small"), ANY), small);
  }

  @Test
  void anotherTool() {
    Rights search = tools(oneOf("search"));
    assertThat(search.admits(call("search2"))).isFalse();
    assertThat(search.admits(call("Search"))).isFalse();
    assertExceeds(tools(new Constraint.NotOneOf(Theme.texts("delete_repo"))), search);
  }

  @Test
  void missingFact() {
    Rights bounded = model(ANY, range(0, 100));
    assertThat(bounded.admits(ask("small", OptionalLong.empty()))).isFalse();
    assertExceeds(model(ANY, ANY), bounded);
  }

  @Test
  void noCapabilities() {
    assertThat(Rights.NONE.admits(call("search"))).isFalse();
    assertThat(tools(Constraint.NOTHING).admits(call("search"))).isFalse();
    assertThat(tools(Constraint.any(List.of())).admits(call("search"))).isFalse();
  }

  @Test
  void noCeiling() {
    Rights child = tools(oneOf("search"));
    assertExceeds(child, Rights.NONE);
    assertThat(child.intersect(Rights.NONE)).isEqualTo(Rights.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "/repos/acme, /repos/acme/../other",
    "/repos/acme, /repos/acmex",
    "/repos/acme, /repos//acme",
    "/repos/acme, /repos/acme/%2e%2e/other",
    "/repos/acme, /repos/acme/..;/other",
    "/repos/acme, /repos/acme/\uff0e\uff0e/other",
    "10.0.0.0/8, 010.0.0.1",
    "10.0.0.0/8, 10.1",
    "10.0.0.0/8, 0x0a000001",
    "10.0.0.0/8, 167772161",
    "10.0.0.0/8, ::ffff:10.0.0.1",
    "2001:db8::/32, 2001:DB8::1",
    "2001:db8::/32, 2001:db8:0:0:0:0:0:1",
    "https://h/v1, https://h/v1x",
    "https://h/v1, https://h/v1/../v2",
    "https://h/v1, https://h/v1/%2e%2e/v2",
    "https://h/v1, https://h@evil.example/v1",
    "https://h/v1, https://h:443/v1",
    "https://h/v1, HTTPS://h/v1",
    "https://h/v1, https://h.evil.example/v1",
    "https://h/v1, https://h/v1#/../v2"
  })
  void anotherSpelling(String within, String value) {
    Constraint constraint =
        within.startsWith("/")
            ? new Constraint.Subpath(within)
            : within.startsWith("http")
                ? new Constraint.Url(WebUrl.parse(within).orElseThrow())
                : block(within);
    assertThat(constraint.admits(Optional.of(new Value.Text(value)))).isFalse();
    assertExceeds(argument(new Constraint.Exact(new Value.Text(value))), argument(constraint));
  }

  private static Constraint block(String text) {
    int slash = text.indexOf('/');
    return new Constraint.Cidr(
        IpAddress.parse(text.substring(0, slash)).orElseThrow(),
        Integer.parseInt(text.substring(slash + 1)));
  }

  private static void assertExceeds(Rights child, Rights parent) {
    assertThat(child.within(parent))
        .isInstanceOfSatisfying(
            Containment.Exceeds.class,
            e ->
                assertThat(child.admits(e.counterExample()) && !parent.admits(e.counterExample()))
                    .isTrue());
  }

  private static Rights argument(Constraint constraint) {
    return new Rights(List.of(Vocabulary.withArgument(constraint)));
  }

  private static Rights tools(Constraint names) {
    return new Rights(
        List.of(
            new Capability.Mcp(
                SERVER,
                oneOf("tools/call"),
                names,
                new TreeMap<>(),
                Capability.OtherArguments.ALLOW)));
  }

  private static Rights http(String server, Constraint paths) {
    return new Rights(List.of(new Capability.Http(server, oneOf("GET"), paths, ANY)));
  }

  private static Rights model(Constraint models, Constraint bound) {
    return new Rights(
        List.of(new Capability.Model(SERVER, ANY, oneOf("chat"), models, ANY, bound)));
  }

  private static Request ask(String model, OptionalLong bound) {
    return new Request.Model(SERVER, Optional.empty(), "chat", model, Optional.empty(), bound);
  }

  private static Request call(String tool) {
    return new Request.Mcp(SERVER, "tools/call", Optional.of(tool), Arguments.of(Map.of()));
  }

  private static Constraint oneOf(String... values) {
    return new Constraint.OneOf(Theme.texts(values));
  }

  private static Constraint range(long min, long max) {
    return new Constraint.Range(OptionalLong.of(min), OptionalLong.of(max));
  }
}
