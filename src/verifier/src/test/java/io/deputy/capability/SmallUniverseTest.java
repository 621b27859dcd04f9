package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.capability.Capability.OtherArguments;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every capability of a small universe against every other, and against couples of others, compared
 * with plain counting: which requests does the child admit, and does the parent admit them all?
 */
class SmallUniverseTest {
  /** Random pairs that are taken together, beside all single constraints. */
  private static final int COMPOUNDS = 4;

  /** One of so many couples is compared, another one for each child; 1 is all of them. */
  private static final int COUPLES = Integer.getInteger("trials.couples", 8);

  private static final Pointer P = new Pointer("/p");
  private static final Pointer Q = new Pointer("/p/q");
  private static final Constraint ONE = new Constraint.Exact(new Value.Int(1));

  /** Arguments at two places, one above the other, named or not. */
  @Test
  void argumentsAgreeWithCounting() {
    List<Constraint> constraints =
        List.of(
            Constraint.ANYTHING,
            ONE,
            new Constraint.Range(OptionalLong.of(1), OptionalLong.empty()),
            new Constraint.Range(OptionalLong.empty(), OptionalLong.of(1)));
    List<Capability> capabilities = new ArrayList<>();
    for (Optional<Constraint> p : orNothing(constraints)) {
      for (Optional<Constraint> q : orNothing(constraints)) {
        for (OtherArguments others : OtherArguments.values()) {
          SortedMap<Pointer, Constraint> arguments = new TreeMap<>();
          p.ifPresent(c -> arguments.put(P, c));
          q.ifPresent(c -> arguments.put(Q, c));
          capabilities.add(mcp(Constraint.ANYTHING, arguments, others));
        }
      }
    }
    List<Value> values =
        List.of(new Value.Int(0), new Value.Int(1), new Value.Int(2), new Value.Opaque());
    List<Request> requests = new ArrayList<>();
    for (Optional<Value> p : orNothing(values)) {
      for (Optional<Value> q : orNothing(values)) {
        for (String other : List.of("", "/p/other", "/p/q/other", "/other")) {
          SortedMap<Pointer, Value> leaves = new TreeMap<>();
          p.ifPresent(v -> leaves.put(P, v));
          q.ifPresent(v -> leaves.put(Q, v));
          if (!other.isEmpty()) {
            leaves.put(new Pointer(other), new Value.Opaque());
          }
          if (Vocabulary.antichain(leaves).equals(leaves)) {
            requests.add(call("a", leaves));
          }
        }
      }
    }
    compare(capabilities, requests);
  }

  /** Strings only: values and starts of values, within each other. */
  @Test
  void namesAgreeWithCounting() {
    List<Capability> capabilities = new ArrayList<>();
    capabilities.add(named(Constraint.ANYTHING));
    capabilities.add(named(new Constraint.OneOf(List.of())));
    for (String word : List.of("", "a", "aa", "ab", "b")) {
      capabilities.add(named(new Constraint.Prefix(word)));
      capabilities.add(named(new Constraint.Exact(new Value.Text(word))));
    }
    capabilities.add(
        named(new Constraint.OneOf(List.of(new Value.Text("a"), new Value.Text("b")))));
    List<Request> requests = new ArrayList<>();
    for (String name : List.of("", "a", "aa", "aaa", "ab", "abc", "ac", "b", "ba", "c")) {
      requests.add(call(name, Map.of()));
    }
    compare(capabilities, requests);
  }

  private static Capability named(Constraint names) {
    return mcp(names, Map.of(), OtherArguments.DENY);
  }

  /** Names and one argument: two dimensions at once. */
  @Test
  void namesAndArgumentsAgreeWithCounting() {
    List<Constraint> names =
        List.of(
            Constraint.ANYTHING,
            new Constraint.Prefix(""),
            new Constraint.Prefix("a"),
            new Constraint.Exact(new Value.Text("a")),
            new Constraint.OneOf(List.of(new Value.Text("ab"), new Value.Text("b"))),
            new Constraint.Prefix("ab"));
    List<Constraint> arguments =
        List.of(
            Constraint.ANYTHING,
            new Constraint.Range(OptionalLong.of(0), OptionalLong.of(1)),
            new Constraint.Range(OptionalLong.of(1), OptionalLong.of(2)),
            new Constraint.OneOf(List.of(new Value.Int(0), new Value.Int(2))));
    List<Capability> capabilities = new ArrayList<>();
    for (Constraint name : names) {
      for (Constraint argument : arguments) {
        capabilities.add(mcp(name, Map.of(P, argument), OtherArguments.DENY));
      }
    }
    List<Request> requests = new ArrayList<>();
    for (String name : List.of("", "a", "aa", "ab", "abx", "b", "c")) {
      requests.add(call(name, Map.of()));
      requests.add(call(name, Map.of(P, new Value.Opaque())));
      for (long i = -1; i <= 3; i++) {
        requests.add(call(name, Map.of(P, new Value.Int(i))));
      }
    }
    compare(capabilities, requests);
  }

  /**
   * Every constraint of a theme, and {@code any} and {@code all} of two, on one argument; over the
   * theme's values, which are closed ({@link Theme}).
   */
  @ParameterizedTest
  @EnumSource
  void everyThemeAgreesWithCounting(Theme theme) {
    List<Constraint> constraints = new ArrayList<>(theme.leaves());
    Random random = new Random(theme.name().hashCode());
    for (int i = 0; i < COMPOUNDS; i++) {
      Constraint one = theme.leaves().get(random.nextInt(theme.leaves().size()));
      Constraint other = theme.leaves().get(random.nextInt(theme.leaves().size()));
      constraints.add(Constraint.all(List.of(one, other)));
      if (one.forms().equals(other.forms()) && !one.forms().isEmpty()) {
        constraints.add(Constraint.any(List.of(one, other)));
      }
    }
    List<Capability> capabilities =
        constraints.stream().distinct().map(Vocabulary::withArgument).toList();
    List<Request> requests = new ArrayList<>();
    for (Optional<Value> value : theme.samples()) {
      Map<Pointer, Value> leaves = new TreeMap<>();
      value.ifPresent(v -> leaves.put(P, v));
      requests.add(call("a", leaves));
    }
    compare(capabilities, requests);
  }

  /** Fields of a model that may be absent, and a bound that is never negative. */
  @Test
  void absentFieldsAgreeWithCounting() {
    List<Constraint> regions =
        List.of(
            Constraint.ANYTHING,
            new Constraint.Prefix(""),
            new Constraint.Prefix("eu"),
            new Constraint.NotOneOf(Theme.texts("eu")));
    List<Constraint> bounds =
        List.of(
            Constraint.ANYTHING,
            new Constraint.Range(OptionalLong.empty(), OptionalLong.empty()),
            new Constraint.Range(OptionalLong.of(0), OptionalLong.empty()),
            new Constraint.Range(OptionalLong.empty(), OptionalLong.of(-1)),
            new Constraint.NotOneOf(Theme.integers(0)));
    List<Capability> capabilities = new ArrayList<>();
    for (Constraint region : regions) {
      for (Constraint bound : bounds) {
        Constraint chat = new Constraint.Exact(new Value.Text("chat"));
        Constraint any = Constraint.ANYTHING;
        capabilities.add(new Capability.Model(Vocabulary.SERVER, any, chat, any, region, bound));
      }
    }
    List<Request> requests = new ArrayList<>();
    for (String region : List.of("", "eu", "eux", "us")) {
      for (OptionalLong bound :
          List.of(OptionalLong.empty(), OptionalLong.of(0), OptionalLong.of(1))) {
        Optional<String> present = Optional.of(region).filter(r -> !r.isEmpty());
        requests.add(
            new Request.Model(Vocabulary.SERVER, Optional.empty(), "chat", "m", present, bound));
      }
    }
    compare(capabilities, requests);
  }

  /** Children are compared side by side; each comparison is by itself, and all are made. */
  private static void compare(List<Capability> capabilities, List<Request> requests) {
    List<BitSet> admitted = capabilities.stream().map(c -> admitted(c, requests)).toList();
    int within =
        IntStream.range(0, capabilities.size())
            .parallel()
            .map(child -> compare(child, capabilities, admitted))
            .sum();
    assertThat(within).isGreaterThan(capabilities.size());
  }

  /** Within how many pairs one child lies. */
  private static int compare(int child, List<Capability> capabilities, List<BitSet> admitted) {
    int within = 0;
    for (int i = 0; i < capabilities.size(); i++) {
      for (int j = i; j < capabilities.size(); j++) {
        if (i != j && (child + i + j) % COUPLES != 0) {
          continue;
        }
        Rights parent = new Rights(List.of(capabilities.get(i), capabilities.get(j)));
        BitSet left = (BitSet) admitted.get(child).clone();
        left.andNot(admitted.get(i));
        left.andNot(admitted.get(j));
        Containment answer = new Rights(List.of(capabilities.get(child))).within(parent);
        assertThat(answer instanceof Containment.Within)
            .as("%s within %s", capabilities.get(child), parent)
            .isEqualTo(left.isEmpty());
        within += left.isEmpty() ? 1 : 0;
      }
    }
    return within;
  }

  private static BitSet admitted(Capability capability, List<Request> requests) {
    BitSet admitted = new BitSet();
    for (int i = 0; i < requests.size(); i++) {
      admitted.set(i, capability.admits(requests.get(i)));
    }
    return admitted;
  }

  private static <T> List<Optional<T>> orNothing(List<T> values) {
    List<Optional<T>> all = new ArrayList<>(values.stream().map(Optional::of).toList());
    all.add(Optional.empty());
    return all;
  }

  private static Capability mcp(
      Constraint names, Map<Pointer, Constraint> arguments, OtherArguments others) {
    Constraint methods = new Constraint.Exact(new Value.Text("tools/call"));
    return new Capability.Mcp(Vocabulary.SERVER, methods, names, new TreeMap<>(arguments), others);
  }

  private static Request call(String name, Map<Pointer, Value> leaves) {
    Optional<String> present = Optional.of(name).filter(n -> !n.isEmpty());
    return new Request.Mcp(Vocabulary.SERVER, "tools/call", present, Arguments.of(leaves));
  }
}
