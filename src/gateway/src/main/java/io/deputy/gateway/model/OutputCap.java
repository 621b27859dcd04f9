package io.deputy.gateway.model;

import io.deputy.Refusal;
import io.deputy.gateway.proxy.Members;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The most tokens that a model may answer with, as the body bounds them. */
final class OutputCap {
  private OutputCap() {}

  /** Empty if the body sets no bound; 0 for what makes no model write. */
  static OptionalLong of(Endpoint endpoint, Map<String, At> members) throws Refusal {
    return switch (endpoint) {
      case EMBEDDINGS, COUNT_TOKENS -> OptionalLong.of(0);
      case CHAT -> times(larger(members, "max_tokens", "max_completion_tokens"), members.get("n"));
      case RESPONSES -> larger(members, "max_output_tokens");
      case MESSAGES -> larger(withBudget(members), "max_tokens", "budget_tokens");
    };
  }

  /** Servers differ in which bound they heed, so the larger counts. */
  private static OptionalLong larger(Map<String, At> members, String... names) throws Refusal {
    OptionalLong largest = OptionalLong.empty();
    for (String name : names) {
      Optional<At> at = Members.get(members, name);
      if (at.isPresent()) {
        long bound = integer(at.get(), 0);
        largest = OptionalLong.of(Math.max(bound, largest.orElse(0)));
      }
    }
    return largest;
  }

  /** Each of {@code n} answers may be as long as the bound. */
  private static OptionalLong times(OptionalLong each, At n) throws Refusal {
    if (n == null || n.node() instanceof Node.Null) {
      return each;
    }
    long answers = integer(n, 1);
    if (each.isEmpty()) {
      return each;
    }
    try {
      return OptionalLong.of(Math.multiplyExact(each.getAsLong(), answers));
    } catch (ArithmeticException e) {
      throw n.expected("an integer that, times the bound on tokens, fits in 64 bits");
    }
  }

  /** What is thought between calls of tools may exceed {@code max_tokens}. */
  private static Map<String, At> withBudget(Map<String, At> members) throws Refusal {
    Optional<At> thinking = Members.get(members, "thinking");
    // A null would otherwise pass for no bound, which this API does not have.
    integer(members.get("max_tokens"), 0);
    if (thinking.isEmpty()) {
      return members;
    }
    Map<String, At> both =
        Members.among(thinking.get(), Set.of("type", "budget_tokens", "display"));
    both.put("max_tokens", members.get("max_tokens"));
    return both;
  }

  private static long integer(At at, long least) throws Refusal {
    if (at.node() instanceof Node.Int number && number.value() >= least) {
      return number.value();
    }
    throw at.expected("an integer of 64 bits that is at least " + least);
  }
}
