package io.deputy.verify;

import io.deputy.biscuit.EvaluationLimits;
import io.deputy.biscuit.StepBound;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import io.deputy.chain.SignedChain;

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

  /** For what a string is beside a string: the terms of a path, a URL or an address. */
  private static final long DERIVED = 24;

  private long steps = ALWAYS;
  private long longestComparison = 1;
  private long longestText = 1;
  private long largestSet = 1;

  /** Of the set of all places, which is a value too; members of sets count double. */
  private long places = 1;

  private int leaves;

  private RequestCost(PresentedRequest presented) {
    Request request = presented.request();
    text(presented.gateway());
    text(request.server());
    if (request instanceof Request.Mcp mcp) {
      text(mcp.operation());
      mcp.name().ifPresent(this::text);
      mcp.arguments().leaves().forEach(this::leaf);
    } else {
      request.values().values().forEach(this::value);
    }
    largestSet = Math.max(largestSet, places);
  }

  /** Whether evaluating {@code chain} for a request is certain to stay within the limits. */
  static boolean isWithinLimits(SignedChain chain, PresentedRequest presented) {
    return steps(chain, presented) <= EvaluationLimits.STEPS;
  }

  static long steps(SignedChain chain, PresentedRequest presented) {
    RequestCost cost = new RequestCost(presented);
    int capabilities = chain.authorityRights().capabilities().size();
    return cost.steps
        + chain
            .stepBound()
            .steps(
                new StepBound.Stated(
                    Math.max(cost.leaves, capabilities),
                    cost.longestComparison,
                    cost.longestText,
                    cost.largestSet));
  }

  private void leaf(Pointer place, Value value) {
    leaves++;
    long member = 2L * (1 + place.text().length());
    places += member;
    steps += LEAF + member;
    text(place.text());
    value(value);
  }

  private void value(Value value) {
    if (value instanceof Value.Text text) {
      steps += DERIVED + 2L * text(text.value());
    } else if (value instanceof Value.Texts texts) {
      long size = texts.values().stream().mapToLong(t -> 2L * (1 + t.length())).sum();
      steps += size;
      largestSet = Math.max(largestSet, 1 + size);
    } else if (value instanceof Value.Ints numbers) {
      steps += 2L * numbers.values().size();
      largestSet = Math.max(largestSet, 1 + 2L * numbers.values().size());
    }
  }

  private long text(String text) {
    long compared = 1L + text.length() / EvaluationLimits.CHARACTERS_PER_COMPARISON;
    steps += compared;
    longestComparison = Math.max(longestComparison, compared);
    longestText = Math.max(longestText, 4L + text.length());
    return compared;
  }
}
