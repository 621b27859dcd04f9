package io.deputy.issuer.console;

import io.deputy.issuer.audit.DecisionPoint;
import io.deputy.issuer.audit.DecisionPoints;
import io.deputy.issuer.audit.Filter.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decisions as pictures: over time, allowed ones above the line and refused ones below it; and the
 * refused ones by reason.
 *
 * @param width in units of the picture
 * @param bars over time
 * @param from when the first bar begins
 * @param until when the last one ends
 * @param most of one bar
 * @param allowed how many allowed
 * @param refused how many did not
 * @param reasons of those, the most frequent first
 * @param cut whether there are more decisions, before the first bar
 */
public record DecisionChart(
    int width,
    List<Bar> bars,
    Moment from,
    Moment until,
    long most,
    long allowed,
    long refused,
    List<ReasonBar> reasons,
    boolean cut) {
  static final int WIDE = 1080;
  static final int NARROW = 350;

  /** Of the line, in the picture of time. */
  public static final int MIDDLE = 74;

  /** Of the longest bar, up or down. */
  private static final int REACH = 62;

  private static final int GAP = 3;

  /** One part of the time. */
  public record Bar(
      int x, int width, int allowedY, int allowedHeight, int refusedHeight, String title) {}

  /** A reason, and how often it was the one. */
  public record ReasonBar(String reason, long count, int y, int length) {
    /** Where its words stand. */
    public int textY() {
      return y + 13;
    }
  }

  /** Where the line of time is. */
  public int middle() {
    return MIDDLE;
  }

  /** Of the picture of reasons. */
  public int reasonsHeight() {
    return reasons.size() * ROW + 4;
  }

  private static final int ROW = 36;

  /** Of points, the newest first; there is at least one. */
  static DecisionChart of(DecisionPoints latest, int width, Instant now) {
    List<DecisionPoint> points = latest.points();
    int parts = width < WIDE ? 24 : 60;
    Instant first = points.get(points.size() - 1).at();
    Instant last = points.get(0).at();
    long step = Math.max(1_000, Duration.between(first, last).toMillis() / parts + 1);
    long[] allowed = new long[parts];
    long[] refused = new long[parts];
    Map<String, Long> reasons = new TreeMap<>();
    for (DecisionPoint point : points) {
      int part = (int) (Duration.between(first, point.at()).toMillis() / step);
      if (point.verdict() == Verdict.ALLOWED) {
        allowed[part]++;
      } else {
        refused[part]++;
        reasons.merge(point.reason().orElse("no reason"), 1L, Long::sum);
      }
    }
    return new Drawing(width, first, step, now).draw(allowed, refused, reasons, !latest.all());
  }

  private record Drawing(int width, Instant first, long step, Instant now) {
    DecisionChart draw(long[] allowed, long[] refused, Map<String, Long> reasons, boolean cut) {
      long most = 1;
      long allowedSum = 0;
      long refusedSum = 0;
      for (int i = 0; i < allowed.length; i++) {
        most = Math.max(most, Math.max(allowed[i], refused[i]));
        allowedSum += allowed[i];
        refusedSum += refused[i];
      }
      List<Bar> bars = new ArrayList<>();
      int slot = width / allowed.length;
      for (int i = 0; i < allowed.length; i++) {
        int up = height(allowed[i], most);
        String title =
            allowed[i]
                + " allowed, "
                + refused[i]
                + " refused from "
                + Moment.of(first.plusMillis(i * step), now).text();
        bars.add(
            new Bar(i * slot, slot - GAP, MIDDLE - 1 - up, up, height(refused[i], most), title));
      }
      return new DecisionChart(
          width,
          bars,
          Moment.of(first, now),
          Moment.of(first.plusMillis(step * allowed.length), now),
          most,
          allowedSum,
          refusedSum,
          reasonBars(reasons),
          cut);
    }

    private static int height(long count, long most) {
      return count == 0 ? 0 : (int) Math.max(2, count * REACH / most);
    }

    private List<ReasonBar> reasonBars(Map<String, Long> reasons) {
      List<Map.Entry<String, Long>> sorted = new ArrayList<>(reasons.entrySet());
      sorted.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
      List<ReasonBar> bars = new ArrayList<>();
      for (int i = 0; i < sorted.size(); i++) {
        long count = sorted.get(i).getValue();
        int length = (int) Math.max(3, count * (width - 2) / sorted.get(0).getValue());
        bars.add(new ReasonBar(sorted.get(i).getKey(), count, i * ROW, length));
      }
      return bars;
    }
  }
}
