package io.deputy.capability;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Strings that stand for all strings. Let <i>l</i> be the longest literal of the constraints that a
 * string starts with (the empty string counts as a literal). The string is <i>l</i>, or it is like
 * every other string that goes on after <i>l</i> without being a literal itself, and that is a
 * path, a URL, an address or nothing of these, as it is: whether a path lies below a root, or a URL
 * below a base, is a matter of its literals too. Which addresses are alike is a matter for {@link
 * AddressClasses}. A class without a value that some request has is left out.
 */
final class TextClasses {
  /** Code points up to the last control character (U+009F): some may be in no request's value. */
  private static final int ODD_CODE_POINTS = 0xA0;

  /** What people would go on with, those first that begin the fewest words. */
  static final String READABLE = "xyzabcdefghijklmnopqrstuvw0123456789";

  /** Makes a string something that is no path, no URL and no address, whatever it was. */
  private static final String UNFIT = " %";

  private final Predicate<Value> real;
  private final boolean onlyPaths;

  /** Each literal, in order of preference, and whether it is the start of a value or a value. */
  private final Map<String, Boolean> literals = new LinkedHashMap<>();

  /** What paths, and URLs, must start with to lie below a root, or a base. */
  private final Set<String> roots = new LinkedHashSet<>();

  private final Set<String> bases = new LinkedHashSet<>();
  private boolean addresses;

  /**
   * @param real whether some request has this value
   * @param onlyPaths whether all of those are paths in normal form
   */
  TextClasses(Predicate<Value> real, boolean onlyPaths) {
    this.real = real;
    this.onlyPaths = onlyPaths;
  }

  /** A value that constraints tell apart. */
  void literal(String value) {
    literals.putIfAbsent(value, false);
  }

  /** The start of values that constraints tell apart. */
  void start(String prefix) {
    literals.putIfAbsent(prefix, true);
  }

  void below(Constraint.Subpath subpath) {
    String root = subpath.root().length() == 1 ? "/" : subpath.root() + "/";
    literal(subpath.root());
    start(root);
    roots.add(root);
  }

  void below(Constraint.Url url) {
    String base = url.base().text();
    literal(base);
    for (String end : url.base().path().length() == 1 ? Set.of("") : Set.of("/", "?")) {
      start(base + end);
      bases.add(base + end);
    }
  }

  void addressesMatter() {
    addresses = true;
  }

  Set<String> literals() {
    return Collections.unmodifiableSet(literals.keySet());
  }

  /** One string of each class, those that people would choose as a sample first. */
  Set<String> collect(Steps steps) {
    Set<String> found = new LinkedHashSet<>();
    literals.forEach(
        (literal, isStart) -> {
          steps.take(READABLE.length());
          if (!isStart) {
            found.add(literal);
          }
          addLonger(literal, found, steps);
          if (isStart) {
            found.add(literal);
          }
        });
    if (!literals.containsKey("")) {
      addLonger("", found, steps);
    }
    found.removeIf(s -> !real.test(new Value.Text(s)));
    return found;
  }

  private void addLonger(String literal, Set<String> found, Steps steps) {
    if (roots.stream().anyMatch(literal::startsWith) && !onlyPaths) {
      longer(literal, "", NormalForm::isPath, steps).ifPresent(found::add);
    }
    if (bases.stream().anyMatch(literal::startsWith)) {
      UrlContinuation.of(literal, literals.keySet(), steps).ifPresent(found::add);
    }
    boolean derived = (!roots.isEmpty() && !onlyPaths) || !bases.isEmpty() || addresses;
    if (!derived) {
      longer(literal, "", s -> true, steps).ifPresent(found::add);
    } else {
      longer(literal, "", s -> !isDerived(s), steps)
          .or(() -> longer(literal, UNFIT, s -> !isDerived(s), steps))
          .ifPresent(found::add);
    }
  }

  private boolean isDerived(String s) {
    return (!onlyPaths && NormalForm.isPath(s))
        || WebUrl.parse(s).isPresent()
        || IpAddress.parse(s).isPresent();
  }

  /**
   * A string that goes on after {@code literal} with one character and {@code end}, is no literal,
   * and is fit, if some request has one. If one has, then {@code literal + "x"} is such a value
   * too, unless that is a literal (true of every form in {@link NormalForm}). So many code points
   * are tried that one must do if any does.
   */
  private Optional<String> longer(String literal, String end, Predicate<String> fit, Steps steps) {
    String usual = literal + "x" + end;
    if (!real.test(new Value.Text(usual)) || !fit.test(usual)) {
      return Optional.empty();
    }
    return Stream.of(
            READABLE.chars(),
            IntStream.range(0, Character.MIN_SURROGATE),
            IntStream.rangeClosed(Character.MAX_SURROGATE + 1, Character.MAX_CODE_POINT))
        .flatMapToInt(c -> c)
        .limit((long) READABLE.length() + ODD_CODE_POINTS + 2L * literals.size() + 1)
        .peek(c -> steps.take(Steps.toRead(literal)))
        .mapToObj(Character::toString)
        .filter(c -> !literals.containsKey(literal + c))
        .map(c -> literal + c + end)
        .filter(s -> !literals.containsKey(s) && fit.test(s) && real.test(new Value.Text(s)))
        .findFirst();
  }
}
