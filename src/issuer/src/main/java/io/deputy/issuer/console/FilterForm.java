package io.deputy.issuer.console;

import io.deputy.Reason;
import io.deputy.issuer.audit.FilterReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A filter as somebody typed it, which is shown again also where it is refused.
 *
 * @param action the page that it is for
 * @param values by name, each the first of a parameter
 */
public record FilterForm(String action, Map<String, List<String>> values) {
  static FilterForm of(String action, Map<String, List<String>> query) {
    return new FilterForm(action, query);
  }

  /** What stands in a field. */
  public String value(String name) {
    return values.getOrDefault(name, List.of("")).get(0);
  }

  /** Reasons to choose from. */
  public List<String> reasons() {
    return Arrays.stream(Reason.values()).map(Reason::code).sorted().toList();
  }

  /** Verdicts to choose from. */
  public List<String> verdicts() {
    return List.of("allowed", "denied", "undecided");
  }

  /** Whether anything is asked for beside a page. */
  public boolean isFiltered() {
    return FilterReader.NAMES.stream().anyMatch(name -> !value(name).isEmpty());
  }

  /** Whether a field is used that only those who look closer need. */
  public boolean isDetailed() {
    return List.of("user_issuer", "verdict", "reason", "from", "until").stream()
        .anyMatch(name -> !value(name).isEmpty());
  }

  /** The query of the same search, from a place on. */
  public String query(String after) {
    Map<String, String> parameters = new TreeMap<>();
    FilterReader.NAMES.forEach(name -> parameters.put(name, value(name)));
    parameters.put("after", after);
    return Query.of(parameters);
  }
}
