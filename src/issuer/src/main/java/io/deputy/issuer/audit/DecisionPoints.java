package io.deputy.issuer.audit;

import java.util.List;

/**
 * The latest decisions for a chart.
 *
 * @param points the newest first
 * @param all whether there are no earlier ones
 */
public record DecisionPoints(List<DecisionPoint> points, boolean all) {
  /** Decisions that are charted at most. */
  public static final int MAX = 2_000;

  public DecisionPoints {
    points = List.copyOf(points);
  }
}
