package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.capability.Capability.OtherArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Cases by hand: where several capabilities together cover one, and where they only seem to. */
class CoverTest {
  private static final Pointer N = new Pointer("/n");
  private static final Pointer REPO = new Pointer("/repo");

  @Test
  void aRangeIsCoveredByTwo() {
    Rights child = tools("a", Map.of(N, range(1, 10)));
    Rights parent = both(tools("a", Map.of(N, range(1, 5))), tools("a", Map.of(N, range(6, 10))));
    assertThat(child.within(parent)).isInstanceOf(Containment.Within.class);
  }

  @Test
  void aGapInARangeIsFound() {
    Rights child = tools("a", Map.of(N, range(1, 10)));
    Rights parent = both(tools("a", Map.of(N, range(1, 5))), tools("a", Map.of(N, range(7, 10))));
    assertThat(exceeds(child, parent).arguments().leaves()).containsEntry(N, new Value.Int(6));
  }

  @Test
  void theEndsOf64BitsAreCovered() {
    Constraint all = new Constraint.Range(OptionalLong.empty(), OptionalLong.empty());
    Rights parent =
        both(
            tools("a", Map.of(N, range(Long.MIN_VALUE, 0))),
            tools("a", Map.of(N, range(1, Long.MAX_VALUE))));
    assertThat(tools("a", Map.of(N, all)).within(parent)).isInstanceOf(Containment.Within.class);
  }

  @Test
  void aListIsSplitOverTwo() {
    Rights child = tools(oneOf("a", "b", "c"), Map.of());
    Rights parent = both(tools(oneOf("a", "b"), Map.of()), tools(oneOf("c", "d"), Map.of()));
    assertThat(child.within(parent)).isInstanceOf(Containment.Within.class);
  }

  @Test
  void theCrossProductIsNotCovered() {
    Rights child = tools(oneOf("a", "b"), Map.of(N, range(1, 2)));
    Rights parent = both(tools("a", Map.of(N, range(1, 1))), tools("b", Map.of(N, range(2, 2))));
    Request.Mcp shown = exceeds(child, parent);
    assertThat(List.of(shown.name().orElseThrow(), shown.arguments().leaves().get(N)))
        .isIn(List.of("a", new Value.Int(2)), List.of("b", new Value.Int(1)));
  }

  @Test
  void fourQuartersCoverTwoDimensions() {
    List<Rights> quarters = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      quarters.add(tools(name, Map.of(N, range(1, 1))));
      quarters.add(tools(name, Map.of(N, range(2, 2))));
    }
    Rights child = tools(oneOf("a", "b"), Map.of(N, range(1, 2)));
    assertThat(child.within(all(quarters))).isInstanceOf(Containment.Within.class);
    quarters.remove(2);
    assertThat(child.within(all(quarters))).isInstanceOf(Containment.Exceeds.class);
  }

  @Test
  void theOwnWordsOfTheChildMakeTheCounterExample() {
    Request.Mcp shown =
        exceeds(tools(oneOf("delete_repo", "search"), Map.of()), tools("search", Map.of()));
    assertThat(shown.operation()).isEqualTo("tools/call");
    assertThat(shown.name()).hasValue("delete_repo");
    assertThat(shown.arguments()).isEqualTo(Arguments.NONE);
  }

  @Test
  void aShorterPrefixExceedsWithALetterMore() {
    Rights child = tools("a", Map.of(REPO, new Constraint.Prefix("acme")));
    Rights parent = tools("a", Map.of(REPO, new Constraint.Prefix("acme/")));
    assertThat(exceeds(child, parent).arguments().leaves())
        .containsEntry(REPO, new Value.Text("acmex"));
  }

  @Test
  void anArgumentThatIsNotNamedMayBeAnything() {
    Rights child = allow(Map.of());
    Rights parent = tools("a", Map.of());
    assertThat(exceeds(child, parent).arguments().leaves()).containsOnlyKeys(new Pointer("/other"));
  }

  @Test
  void aLeafExcludesLeavesBelowIt() {
    Rights child = allow(Map.of(REPO, text("x")));
    Rights parent = allow(Map.of(REPO, text("x"), new Pointer("/repo/name"), Constraint.ANYTHING));
    assertThat(child.within(parent)).isInstanceOf(Containment.Within.class);
    Rights impossible = allow(Map.of(REPO, text("x"), new Pointer("/repo/name"), text("y")));
    assertThat(impossible.within(Rights.NONE)).isInstanceOf(Containment.Within.class);
  }

  @Test
  void nobodyCallsMoreArgumentsThanCanBeDecided() {
    Map<Pointer, Constraint> arguments = new TreeMap<>();
    IntStream.range(0, Arguments.MAX_LEAVES)
        .forEach(i -> arguments.put(new Pointer("/" + i), text("x")));
    assertThat(allow(arguments).within(Rights.NONE)).isInstanceOf(Containment.Exceeds.class);
    arguments.put(new Pointer("/more"), text("x"));
    assertThat(allow(arguments).within(Rights.NONE)).isInstanceOf(Containment.Within.class);
  }

  @Test
  void belowTheDeepestArgumentIsNothing() {
    Pointer deepest = new Pointer("/1/2/3/4/5/6/7/8");
    assertThat(allow(Map.of(deepest, text("x"))).within(Rights.NONE))
        .isInstanceOf(Containment.Exceeds.class);
    assertThatThrownBy(() -> deepest.child("9")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyPathStartsWithASlash() {
    Rights any = http(Constraint.ANYTHING);
    assertThat(any.within(http(new Constraint.Prefix("/")))).isInstanceOf(Containment.Within.class);
    assertThat(any.within(http(new Constraint.Prefix("/x"))))
        .isInstanceOf(Containment.Exceeds.class);
    assertThat(http(text("/a/../b")).within(Rights.NONE)).isInstanceOf(Containment.Within.class);
    assertThat(http(new Constraint.Prefix("/a/..")).within(Rights.NONE))
        .isInstanceOf(Containment.Exceeds.class);
  }

  @Test
  void aNameWithAControlCharacterIsNobodys() {
    assertThat(tools("a\u0007", Map.of()).within(Rights.NONE))
        .isInstanceOf(Containment.Within.class);
    Rights line = tools("a", Map.of(REPO, text("a\nb")));
    assertThat(line.within(Rights.NONE)).isInstanceOf(Containment.Exceeds.class);
  }

  @Test
  void whatIsTooHardIsNotDecided() {
    // Eight pigeons do not fit into seven holes, which is long to show by cases alone.
    int holes = 7;
    Map<Pointer, Constraint> seats = new TreeMap<>();
    List<Rights> impossible = new ArrayList<>();
    for (int pigeon = 0; pigeon <= holes; pigeon++) {
      Map<Pointer, Constraint> nowhere = new TreeMap<>();
      for (int hole = 0; hole < holes; hole++) {
        seats.put(seat(pigeon, hole), range(0, 1));
        nowhere.put(seat(pigeon, hole), range(0, 0));
        for (int other = 0; other < pigeon; other++) {
          impossible.add(
              allow(Map.of(seat(pigeon, hole), range(1, 1), seat(other, hole), range(1, 1))));
        }
      }
      impossible.add(allow(nowhere));
    }
    assertThat(allow(seats).within(all(impossible))).isEqualTo(new Containment.TooHard());
  }

  private static Pointer seat(int pigeon, int hole) {
    return new Pointer("/" + pigeon + "_" + hole);
  }

  private static Request.Mcp exceeds(Rights child, Rights parent) {
    Containment answer = child.within(parent);
    assertThat(answer).isInstanceOf(Containment.Exceeds.class);
    return (Request.Mcp) ((Containment.Exceeds) answer).counterExample();
  }

  private static Rights tools(String name, Map<Pointer, Constraint> arguments) {
    return tools(text(name), arguments);
  }

  private static Rights tools(Constraint names, Map<Pointer, Constraint> arguments) {
    return mcp(names, arguments, OtherArguments.DENY);
  }

  private static Rights allow(Map<Pointer, Constraint> arguments) {
    return mcp(text("a"), arguments, OtherArguments.ALLOW);
  }

  private static Rights mcp(
      Constraint names, Map<Pointer, Constraint> arguments, OtherArguments others) {
    return new Rights(
        List.of(
            new Capability.Mcp(
                Vocabulary.SERVER, text("tools/call"), names, new TreeMap<>(arguments), others)));
  }

  private static Rights http(Constraint paths) {
    return new Rights(
        List.of(
            new Capability.Http(
                "https://api.acme.example", text("GET"), paths, Constraint.ANYTHING)));
  }

  private static Rights both(Rights a, Rights b) {
    return all(List.of(a, b));
  }

  private static Rights all(List<Rights> parts) {
    return new Rights(parts.stream().flatMap(r -> r.capabilities().stream()).toList());
  }

  private static Constraint text(String value) {
    return new Constraint.Exact(new Value.Text(value));
  }

  private static Constraint oneOf(String... values) {
    return new Constraint.OneOf(
        List.of(values).stream().<Value.Scalar>map(Value.Text::new).toList());
  }

  private static Constraint range(long min, long max) {
    return new Constraint.Range(OptionalLong.of(min), OptionalLong.of(max));
  }
}
