package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The parameters of a request, asked for one by one. */
public final class Form {
  /** More gateways or servers than anybody names at once. */
  private static final int MAX_REPEATS = 32;

  private final Map<String, List<String>> parameters;

  /**
   * RFC 6749, section 3.2: "Parameters sent without a value MUST be treated as if they were omitted
   * from the request", and "parameters MUST NOT be included more than once". Unrecognized ones are
   * ignored, as it says there too.
   *
   * @param repeatable the parameters that may be repeated
   */
  public Form(Map<String, List<String>> parameters, Set<String> repeatable) throws Refusal {
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      int allowed = repeatable.contains(parameter.getKey()) ? MAX_REPEATS : 1;
      if (parameter.getValue().size() > allowed) {
        throw new Refusal(
            Reason.PARAMETER_REPEATED,
            "parameter \"" + parameter.getKey() + "\" is sent more than " + allowed + " times");
      }
      for (String value : parameter.getValue()) {
        if (value.indexOf('\0') >= 0) {
          throw invalid(parameter.getKey(), "holds a null character");
        }
      }
    }
    this.parameters = Map.copyOf(parameters);
  }

  /** The value, unless it is absent or empty. */
  public Optional<String> optional(String name) {
    return parameters.getOrDefault(name, List.of()).stream().filter(v -> !v.isEmpty()).findFirst();
  }

  /** The value, which must be there. */
  public String required(String name) throws Refusal {
    return optional(name)
        .orElseThrow(
            () -> new Refusal(Reason.PARAMETER_MISSING, "parameter \"" + name + "\" is missing"));
  }

  SortedSet<String> all(String name) {
    SortedSet<String> values = new TreeSet<>(parameters.getOrDefault(name, List.of()));
    values.remove("");
    return values;
  }

  Optional<Integer> number(String name, int min, int max) throws Refusal {
    Optional<String> text = optional(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text.get());
      if (number >= min && number <= max) {
        return Optional.of(number);
      }
    }
    throw invalid(name, "must be a whole number from " + min + " to " + max);
  }

  static Refusal invalid(String name, String problem) {
    return new Refusal(Reason.PARAMETER_INVALID, "parameter \"" + name + "\" " + problem);
  }
}
