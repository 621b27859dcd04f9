package io.deputy.capability;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Random requests at the edges of some rights: made of the rights' own words, a character more or
 * less, a number more or less, an element more or less. What two rights decide differently is
 * mostly there.
 */
final class Boundaries {
  private static final List<String> MORE =
      List.of("x", "1", "/", "/x", ".", ".0.0.1", ":", ":1", "::", "?", "%", "%A9", "\u00e9", " ");

  /** Larger sets are not taken apart: 2^4 - 1 sets, each with and without another element. */
  private static final int MAX_ELEMENTS = 4;

  /** Once in so many times, a value is not chosen for being admitted. */
  private static final int STRAY = 8;

  private final Random random;
  private final List<Choices> capabilities = new ArrayList<>();

  /**
   * What a request to the server of a capability may be made of.
   *
   * @param all values in each dimension
   * @param admitted those of them that the capability admits
   */
  private record Choices(
      Capability capability,
      Map<Dimension, List<Optional<Value>>> all,
      Map<Dimension, List<Optional<Value>>> admitted) {

    static Choices of(Capability capability, Map<Dimension, Set<Value>> near) {
      Map<Dimension, List<Optional<Value>>> all = new LinkedHashMap<>();
      Map<Dimension, List<Optional<Value>>> admitted = new HashMap<>();
      Set<Dimension> dimensions = new LinkedHashSet<>(capability.kind().fields());
      if (capability.kind().hasArguments()) {
        near.keySet().stream()
            .filter(Dimension.Argument.class::isInstance)
            .forEach(dimensions::add);
      }
      for (Dimension dimension : dimensions) {
        List<Optional<Value>> values = new ArrayList<>();
        near.getOrDefault(dimension, Set.of()).forEach(v -> values.add(Optional.of(v)));
        values.add(Optional.empty());
        values.removeIf(
            v -> dimension instanceof Dimension.Field f && !capability.kind().isReal(f, v));
        all.put(dimension, values);
        admitted.put(
            dimension, values.stream().filter(v -> capability.admits(dimension, v)).toList());
      }
      return new Choices(capability, all, admitted);
    }
  }

  /** Requests at the edges of all of {@code rights}. */
  Boundaries(Random random, Rights... rights) {
    this.random = random;
    List<Capability> all = Stream.of(rights).flatMap(r -> r.capabilities().stream()).toList();
    Map<Dimension, Set<Value>> near = new TreeMap<>();
    for (Capability capability : all) {
      capability
          .constraints()
          .forEach(
              (dimension, constraint) ->
                  near.computeIfAbsent(dimension, d -> new LinkedHashSet<>())
                      .addAll(near(constraint)));
    }
    all.forEach(c -> capabilities.add(Choices.of(c, near)));
  }

  /** One of {@code tries} random requests that {@code wanted} is true of, if one is. */
  Optional<Request> find(int tries, Predicate<Request> wanted) {
    return IntStream.range(0, capabilities.isEmpty() ? 0 : tries)
        .mapToObj(i -> next())
        .flatMap(Optional::stream)
        .filter(wanted)
        .findFirst();
  }

  /**
   * A random request to the server of one of the capabilities; in most dimensions that one admits
   * it, if there is such a value. Empty if no word of theirs is a value of some field.
   */
  private Optional<Request> next() {
    Choices choices = capabilities.get(random.nextInt(capabilities.size()));
    Map<Dimension, Value> fields = new HashMap<>();
    Map<Pointer, Value> leaves = new TreeMap<>();
    for (Dimension dimension : choices.all().keySet()) {
      List<Optional<Value>> admitted = choices.admitted().get(dimension);
      List<Optional<Value>> from =
          admitted.isEmpty() || random.nextInt(STRAY) == 0
              ? choices.all().get(dimension)
              : admitted;
      if (from.isEmpty()) {
        return Optional.empty();
      }
      Optional<Value> value = from.get(random.nextInt(from.size()));
      if (dimension instanceof Dimension.Argument a) {
        value.ifPresent(v -> leaves.put(a.pointer(), v));
        if (random.nextInt(STRAY) == 0 && a.pointer().depth() < Arguments.MAX_NESTING) {
          leaves.put(a.pointer().child("other"), new Value.Opaque());
        }
      } else {
        value.ifPresent(v -> fields.put(dimension, v));
      }
    }
    if (choices.capability().kind().hasArguments() && random.nextInt(STRAY) == 0) {
      leaves.put(new Pointer("/other"), new Value.Opaque());
    }
    Vocabulary.antichain(leaves).forEach((p, v) -> fields.put(new Dimension.Argument(p), v));
    return Optional.of(choices.capability().kind().request(choices.capability().server(), fields));
  }

  /** Values at the edges of a constraint. */
  static Set<Value> near(Constraint constraint) {
    Set<Value> near = new LinkedHashSet<>();
    near.add(new Value.Opaque());
    near.add(new Value.Text("x"));
    addNear(constraint, near);
    return near;
  }

  private static void addNear(Constraint constraint, Set<Value> near) {
    if (constraint instanceof Constraint.Exact c) {
      addScalars(List.of(c.value()), near);
    } else if (constraint instanceof Constraint.OneOf c) {
      addScalars(c.values(), near);
    } else if (constraint instanceof Constraint.NotOneOf c) {
      addScalars(c.values(), near);
    } else if (constraint instanceof Constraint.Prefix c) {
      addText(c.prefix(), near);
    } else if (constraint instanceof Constraint.Range c) {
      c.min().ifPresent(n -> addInteger(n, near));
      c.max().ifPresent(n -> addInteger(n, near));
      near.add(new Value.Int(0));
    } else if (constraint instanceof Constraint.Contains c) {
      addSets(c.values(), near);
    } else if (constraint instanceof Constraint.Subset c) {
      addSets(c.values(), near);
    } else if (constraint instanceof Constraint.Subpath c) {
      addText(c.root(), near);
      addText(c.root() + "/", near);
    } else if (constraint instanceof Constraint.Url c) {
      addText(c.base().text(), near);
      addText(c.base().text() + "/", near);
    } else if (constraint instanceof Constraint.Cidr c) {
      addAddresses(c, near);
    } else if (constraint instanceof Constraint.All c) {
      c.members().forEach(m -> addNear(m, near));
    } else if (constraint instanceof Constraint.Any c) {
      c.members().forEach(m -> addNear(m, near));
    }
  }

  private static void addScalars(List<Value.Scalar> values, Set<Value> near) {
    for (Value.Scalar value : values) {
      if (value instanceof Value.Text t) {
        addText(t.value(), near);
      } else if (value instanceof Value.Int i) {
        addInteger(i.value(), near);
      } else {
        near.add(new Value.Bool(true));
        near.add(new Value.Bool(false));
      }
    }
  }

  private static void addInteger(long n, Set<Value> near) {
    near.add(new Value.Int(n));
    near.add(new Value.Int(n - 1));
    near.add(new Value.Int(n + 1));
  }

  private static void addText(String text, Set<Value> near) {
    near.add(new Value.Text(text));
    if (!text.isEmpty()) {
      near.add(new Value.Text(text.substring(0, text.offsetByCodePoints(text.length(), -1))));
    }
    MORE.forEach(more -> near.add(new Value.Text(text + more)));
  }

  private static void addSets(List<Value.Scalar> values, Set<Value> near) {
    List<Value.Scalar> few = values.subList(0, Math.min(values.size(), MAX_ELEMENTS));
    boolean texts = few.isEmpty() || few.get(0) instanceof Value.Text;
    near.add(set(texts, List.of()));
    Theme.subsets(few).forEach(subset -> near.add(set(texts, subset)));
    Theme.subsets(few)
        .forEach(
            subset -> {
              List<Value.Scalar> more = new ArrayList<>(subset);
              more.add(texts ? new Value.Text("other") : new Value.Int(Long.MIN_VALUE));
              near.add(set(texts, more));
            });
  }

  /** The array of these; of one other element if there are none. */
  private static Value set(boolean texts, List<Value.Scalar> values) {
    Set<String> strings = new TreeSet<>();
    Set<Long> integers = new TreeSet<>();
    for (Value.Scalar value : values) {
      if (value instanceof Value.Text t) {
        strings.add(t.value());
      } else if (value instanceof Value.Int i) {
        integers.add(i.value());
      }
    }
    return texts
        ? new Value.Texts(new TreeSet<>(strings.isEmpty() ? Set.of("other") : strings))
        : new Value.Ints(new TreeSet<>(integers.isEmpty() ? Set.of(Long.MIN_VALUE) : integers));
  }

  private static void addAddresses(Constraint.Cidr block, Set<Value> near) {
    BigInteger first = block.network().bits();
    BigInteger last = block.last().bits();
    BigInteger one = BigInteger.ONE;
    for (BigInteger bits :
        List.of(first, first.subtract(one), first.add(one), last, last.add(one))) {
      if (bits.signum() >= 0 && bits.bitLength() <= IpAddress.length(block.network().form())) {
        near.add(new Value.Text(new IpAddress(block.network().form(), bits).text()));
      }
    }
    addText(block.network().text(), near);
  }
}
