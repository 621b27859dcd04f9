package io.deputy.verify;

import io.deputy.biscuit.EvaluationLimits;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import io.deputy.chain.VerifiedChain;

/**
 * The most steps that deciding a request by Datalog can take. A decision by rights stands for one
 * by Datalog, so it is made only where that one is certain to stay within its limits; its own work
 * is less. A bound is enough, and costs next to nothing.
 */
final class RequestCost {
  /** For the facts that every request has, and for the policy; each takes a few steps. */
  private static final long ALWAYS = 64;

  /** For the facts about one argument. */
  private static final long LEAF = 8;

  private long steps = ALWAYS;
  private long longest = 1;

  private RequestCost(PresentedRequest presented) {
    Request request = presented.request();
    text(presented.gateway());
    text(request.server());
    if (request instanceof Request.Mcp mcp) {
      text(mcp.operation());
      mcp.name().ifPresent(this::text);
      mcp.arguments()
          .leaves()
          .forEach(
              (place, value) -> {
                // Once in the set of all places too, where it counts with all its characters.
                steps += LEAF + 2L * place.text().length();
                text(place.text());
                value(value);
              });
    } else if (request instanceof Request.Http http) {
      text(http.method());
      text(http.path());
      text(http.query());
    }
  }

  /** Whether evaluating {@code chain} for a request is certain to stay within the limits. */
  static boolean isWithinLimits(VerifiedChain chain, PresentedRequest presented) {
    return steps(chain, presented) <= EvaluationLimits.STEPS;
  }

  static long steps(VerifiedChain chain, PresentedRequest presented) {
    RequestCost cost = new RequestCost(presented);
    int leaves =
        presented.request() instanceof Request.Mcp mcp ? mcp.arguments().leaves().size() : 0;
    int capabilities = chain.authorityRights().capabilities().size();
    int facts = Math.max(leaves, capabilities);
    return cost.steps + chain.stepBound().steps(facts, cost.longest);
  }

  private void value(Value value) {
    if (value instanceof Value.Text text) {
      text(text.value());
    } else if (value instanceof Value.Texts texts) {
      texts.values().forEach(t -> steps += 2L * (1 + t.length()));
    } else if (value instanceof Value.Ints numbers) {
      steps += 2L * numbers.values().size();
    }
  }

  private void text(String text) {
    long compared = 1L + text.length() / EvaluationLimits.CHARACTERS_PER_COMPARISON;
    steps += compared;
    longest = Math.max(longest, compared);
  }
}
