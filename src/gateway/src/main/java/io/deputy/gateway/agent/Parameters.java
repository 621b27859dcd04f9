package io.deputy.gateway.agent;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A query in which every name stands once, and nothing is encoded, so that all read it alike. */
record Parameters(Map<String, String> values) {
  /** The version, where it does not stand in the header. */
  static final String VERSION = "A2A-Version";

  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z0-9-]{1,64})=([A-Za-z0-9._~:-]*)");

  Parameters {
    values = Map.copyOf(values);
  }

  static Parameters of(Optional<String> query) throws Refusal {
    Map<String, String> values = new HashMap<>();
    for (String parameter : query.filter(q -> !q.isEmpty()).orElse(VERSION + "=").split("&", -1)) {
      Matcher matcher = PARAMETER.matcher(parameter);
      if (!matcher.matches() || values.put(matcher.group(1), matcher.group(2)) != null) {
        throw new Refusal(
            Reason.REQUEST_MALFORMED,
            "the query has "
                + Describe.quote(parameter)
                + ", which is repeated, or has other than plain letters and digits");
      }
    }
    if (query.filter(q -> !q.isEmpty()).isEmpty()) {
      values.clear();
    }
    return new Parameters(values);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  void requireAmong(Set<String> names) throws Refusal {
    for (String name : values.keySet()) {
      if (!name.equals(VERSION) && !names.contains(name)) {
        throw new Refusal(
            Reason.REQUEST_MALFORMED,
            "the query parameter " + Describe.quote(name) + " is not known here; remove it");
      }
    }
  }
}
