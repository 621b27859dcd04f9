package io.deputy.capability;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Arrays that stand for all arrays of strings, or of integers. Which constraints admit an array
 * shows in two kinds of marks: of each {@code contains}, that an element is missing, and of each
 * {@code subset}, that there is an element too many. Element by element, each one left out or
 * taken, all sets of marks that arrays can have are found, with an array for each. An element that
 * no constraint names stands for all such.
 */
final class ArrayClasses {
  /** Constraints of each kind of array that can be told apart: the bits of a set of marks. */
  private static final int MAX_CONSTRAINTS = 60;

  private final List<Constraint.Contains> contains = new ArrayList<>();
  private final List<Constraint.Subset> subsets = new ArrayList<>();

  void contains(Constraint.Contains constraint) {
    contains.add(constraint);
  }

  void subset(Constraint.Subset constraint) {
    subsets.add(constraint);
  }

  /** One array of each class that some constraint admits, and one that none does. */
  List<Value> collect(Steps steps) {
    List<Value> found = new ArrayList<>();
    for (boolean texts : List.of(true, false)) {
      for (List<Value.Scalar> elements : arrays(texts, steps)) {
        found.add(texts ? texts(elements) : integers(elements));
      }
    }
    return found;
  }

  private List<List<Value.Scalar>> arrays(boolean texts, Steps steps) {
    List<List<Value.Scalar>> required = new ArrayList<>();
    List<List<Value.Scalar>> allowed = new ArrayList<>();
    contains.stream()
        .map(Constraint.Contains::values)
        .filter(v -> isOf(texts, v))
        .forEach(required::add);
    subsets.stream()
        .map(Constraint.Subset::values)
        .filter(v -> isOf(texts, v))
        .forEach(allowed::add);
    if (required.size() + allowed.size() > MAX_CONSTRAINTS) {
      throw Steps.exhausted();
    }
    // By its marks, an array that has them; the empty one, which is no array here, apart.
    Map<Long, List<Value.Scalar>> found = new LinkedHashMap<>();
    Optional<Long> empty = Optional.of(0L);
    for (Value.Scalar element : elements(texts, required, allowed)) {
      long out = marks(required, element, true, 0);
      long in = marks(allowed, element, false, required.size());
      Map<Long, List<Value.Scalar>> next = new LinkedHashMap<>();
      steps.take(2L * found.size() + required.size() + allowed.size() + 2);
      found.forEach((marks, array) -> next.putIfAbsent(marks | out, array));
      found.forEach((marks, array) -> next.putIfAbsent(marks | in, with(array, element)));
      long before = empty.orElseThrow();
      next.putIfAbsent(before | in, List.of(element));
      empty = Optional.of(before | out);
      found = next;
    }
    return List.copyOf(found.values());
  }

  /** One bit for each list that has the element, or that does not have it. */
  private static long marks(
      List<List<Value.Scalar>> lists, Value.Scalar element, boolean has, int from) {
    long marks = 0;
    for (int i = 0; i < lists.size(); i++) {
      if (Scalars.contains(lists.get(i), Optional.of(element)) == has) {
        marks |= 1L << (from + i);
      }
    }
    return marks;
  }

  private static Set<Value.Scalar> elements(
      boolean texts, List<List<Value.Scalar>> required, List<List<Value.Scalar>> allowed) {
    Set<Value.Scalar> elements = new LinkedHashSet<>();
    required.forEach(elements::addAll);
    allowed.forEach(elements::addAll);
    long other = 0;
    while (elements.contains(element(texts, other))) {
      other++;
    }
    elements.add(element(texts, other));
    return elements;
  }

  private static Value.Scalar element(boolean texts, long number) {
    return texts ? new Value.Text(number == 0 ? "other" : "other" + number) : new Value.Int(number);
  }

  private static boolean isOf(boolean texts, List<Value.Scalar> values) {
    return !values.isEmpty() && values.get(0) instanceof Value.Text == texts;
  }

  private static List<Value.Scalar> with(List<Value.Scalar> array, Value.Scalar element) {
    List<Value.Scalar> longer = new ArrayList<>(array);
    longer.add(element);
    return longer;
  }

  private static Value texts(List<Value.Scalar> elements) {
    TreeSet<String> texts = new TreeSet<>();
    elements.forEach(e -> texts.add(((Value.Text) e).value()));
    return new Value.Texts(texts);
  }

  private static Value integers(List<Value.Scalar> elements) {
    TreeSet<Long> integers = new TreeSet<>();
    elements.forEach(e -> integers.add(((Value.Int) e).value()));
    return new Value.Ints(integers);
  }
}
