package io.deputy.gateway.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.json.At;
import java.util.List;
import java.util.Map;

/** How a decision point is asked, and what it answers. */
sealed interface Dialect permits AuthZenDialect, CerbosDialect {
  /** Where it is asked {@code evaluations} things at once: below its URL, with a slash before. */
  String path(int evaluations);

  /** The question. */
  ObjectNode question(Delegation delegation, List<Evaluation> evaluations);

  /**
   * Whether the answer allows everything that was asked.
   *
   * @throws Refusal if it is no answer to that; for any reason
   */
  boolean allows(At answer, List<Evaluation> evaluations) throws Refusal;

  /** A member that an answer must have. */
  static At required(At at, String name) throws Refusal {
    Map<String, At> members = at.members();
    if (!members.containsKey(name)) {
      throw at.refuse(at.malformed(), "has no member " + Describe.quote(name));
    }
    return members.get(name);
  }
}
