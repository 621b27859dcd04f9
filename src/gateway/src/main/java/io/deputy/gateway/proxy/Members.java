package io.deputy.gateway.proxy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Members of objects in a body. */
public final class Members {
  private Members() {}

  /** The members of an object that has this one and no other. */
  public static Map<String, At> only(At object, String name) throws Refusal {
    return object.members(
        Set.of(name), Set.of(), Reason.REQUEST_MALFORMED, Reason.REQUEST_MALFORMED);
  }

  /** The members of an object that may have these and no other. */
  public static Map<String, At> among(At object, Set<String> names) throws Refusal {
    return object.members(Set.of(), names, Reason.REQUEST_MALFORMED, Reason.REQUEST_MALFORMED);
  }

  /** A member that counts: null means the same as its absence. */
  public static Optional<At> get(Map<String, At> members, String name) {
    return Optional.ofNullable(members.get(name)).filter(at -> !(at.node() instanceof Node.Null));
  }

  /** Whether a member is true; absent means {@code otherwise}. */
  public static boolean isTrue(Map<String, At> members, String name, boolean otherwise)
      throws Refusal {
    Optional<At> at = get(members, name);
    if (at.isEmpty()) {
      return otherwise;
    }
    if (at.get().node() instanceof Node.Bool bool) {
      return bool.value();
    }
    throw at.get().expected("true or false");
  }
}
