package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What is made of several constraints admits what these say together: looked up on every value of
 * the vocabulary, and on the values at the constraints' own edges.
 */
class ConstraintLaws {
  private static final Set<Optional<Value>> EVERYTHING = new HashSet<>();

  static {
    List.of(Theme.values()).forEach(theme -> EVERYTHING.addAll(theme.samples()));
  }

  @Property(tries = 1500)
  void meetAdmitsWhatBothAdmit(@ForAll("three") List<Constraint> three) {
    Constraint a = three.get(0);
    Constraint b = three.get(1);
    Optional<Constraint> both = Constraint.meet(a, b);
    agree(three, v -> admits(both, v), v -> a.admits(v) && b.admits(v));
  }

  /** In either order, in either nesting, and with itself. */
  @Property(tries = 1000)
  void meetIsCommutativeAssociativeAndIdempotent(@ForAll("three") List<Constraint> three) {
    Constraint a = three.get(0);
    Constraint b = three.get(1);
    Constraint c = three.get(2);
    Optional<Constraint> ab = Constraint.meet(a, b);
    Optional<Constraint> ba = Constraint.meet(b, a);
    Optional<Constraint> left = ab.flatMap(x -> Constraint.meet(x, c));
    Optional<Constraint> right = Constraint.meet(b, c).flatMap(x -> Constraint.meet(a, x));
    agree(three, v -> admits(ab, v), v -> admits(ba, v));
    agree(three, v -> admits(left, v), v -> admits(right, v));
    assertThat(Constraint.meet(a, a)).hasValue(a);
  }

  @Property(tries = 1000)
  void allAdmitsWhatEachAdmits(@ForAll("three") List<Constraint> three) {
    Constraint all = Constraint.all(three);
    agree(three, all::admits, v -> three.stream().allMatch(c -> c.admits(v)));
  }

  @Property(tries = 1000)
  void anyAdmitsWhatOneAdmits(@ForAll("ofOneForm") List<Constraint> some) {
    Constraint any = Constraint.any(some);
    agree(some, any::admits, v -> some.stream().anyMatch(c -> c.admits(v)));
  }

  /** What a constraint admits has every form that the constraint looks at. */
  @Property(tries = 1000)
  void whatIsAdmittedHasTheForms(@ForAll("three") List<Constraint> three) {
    for (Constraint constraint : three) {
      for (Optional<Value> value : values(three)) {
        if (constraint.admits(value)) {
          assertThat(constraint.forms()).allMatch(form -> hasForm(value, form));
        }
      }
    }
  }

  /** Absence is admitted by the wildcard alone. */
  @Property(tries = 500)
  void presenceIsRequired(@ForAll("three") List<Constraint> three) {
    for (Constraint constraint : three) {
      assertThat(constraint.admits(Optional.empty()))
          .isEqualTo(constraint.equals(Constraint.ANYTHING));
    }
  }

  private static boolean hasForm(Optional<Value> value, Form form) {
    Value present = value.orElseThrow();
    return switch (form) {
      case INTEGER -> present instanceof Value.Int;
      case BOOLEAN -> present instanceof Value.Bool;
      case SET -> present instanceof Value.Texts || present instanceof Value.Ints;
      case TEXT -> present instanceof Value.Text;
      case PATH -> present instanceof Value.Text t && NormalForm.isPath(t.value());
      case URL -> present instanceof Value.Text t && WebUrl.parse(t.value()).isPresent();
      case IPV4, IPV6 ->
          present instanceof Value.Text t
              && IpAddress.parse(t.value()).filter(a -> a.form() == form).isPresent();
    };
  }

  private static void agree(
      List<Constraint> constraints,
      Predicate<Optional<Value>> one,
      Predicate<Optional<Value>> other) {
    for (Optional<Value> value : values(constraints)) {
      assertThat(one.test(value)).as("%s", value).isEqualTo(other.test(value));
    }
  }

  private static Set<Optional<Value>> values(List<Constraint> constraints) {
    Set<Optional<Value>> values = new HashSet<>(EVERYTHING);
    constraints.forEach(c -> Boundaries.near(c).forEach(v -> values.add(Optional.of(v))));
    return values;
  }

  private static boolean admits(Optional<Constraint> constraint, Optional<Value> value) {
    return constraint.filter(c -> c.admits(value)).isPresent();
  }

  /** Mostly of one theme. */
  @Provide
  Arbitrary<List<Constraint>> three() {
    return Arbitraries.of(Theme.class)
        .flatMap(theme -> Vocabulary.arguments(theme).list().ofSize(3));
  }

  @Provide
  Arbitrary<List<Constraint>> ofOneForm() {
    return Vocabulary.ofOneForm();
  }
}
