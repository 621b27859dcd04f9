package io.deputy.json;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The {@code type} of a capability or a request, and what follows from it. */
final class Kinds {
  /** The member that holds it. */
  static final String MEMBER = "type";

  private Kinds() {}

  /** The kind that an object says it is of. */
  static Kind read(At at) throws Refusal {
    At type = at.members().get(MEMBER);
    if (type == null) {
      throw at.refuse(at.malformed(), "has no member \"" + MEMBER + "\"; add " + known());
    }
    String wire = type.text();
    return Kind.ofWire(wire)
        .orElseThrow(
            () ->
                type.refuse(
                    at.malformed() == Reason.RIGHTS_MALFORMED
                        ? Reason.TYPE_UNKNOWN
                        : at.malformed(),
                    "is no known type: " + Describe.quote(wire) + "; use " + known()));
  }

  /** The server: of plain HTTP, requests name their own paths. */
  static String server(Kind kind, At at) throws Refusal {
    return kind == Kind.HTTP ? Servers.withoutPath(at) : Servers.withPath(at);
  }

  private static String known() {
    List<String> types = Arrays.stream(Kind.values()).map(k -> Describe.quote(k.wire())).toList();
    int last = types.size() - 1;
    return types.subList(0, last).stream().collect(Collectors.joining(", "))
        + " or "
        + types.get(last);
  }
}
