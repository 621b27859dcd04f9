package io.deputy.cli.demo;

import io.deputy.cli.Console;
import io.deputy.cli.Paint;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells the story, one numbered step after the other. */
final class Stage {
  /** Characters of a line beside its label: with it, a line fits a window of 100. */
  private static final int WIDTH = 86;

  /** Characters of the longest label, and one. */
  private static final int LABEL = 9;

  private static final double MILLIS_PER_SECOND = 1000.0;

  private final PrintStream out;
  private final Paint paint;
  private int number;
  private String step = "nothing yet";

  Stage(Console console) {
    this.out = console.out();
    this.paint = console.paint();
  }

  /** The step that is being played. */
  String step() {
    return step;
  }

  void title(String title) {
    out.println(paint.bold(title));
  }

  /** Begins the next step. */
  void begin(String title) {
    step = title;
    number++;
    out.println();
    out.println(paint.bold(number + "  " + title));
  }

  /** Ends the last step. */
  void finish(String line) {
    out.println();
    out.println(paint.bold(line));
  }

  void say(String line) {
    out.println("   " + line);
  }

  /** Lines under a label; long ones are broken between words. */
  void show(String label, List<String> lines) {
    show(label, label, lines);
  }

  private void show(String label, String painted, List<String> lines) {
    String left = painted + " ".repeat(LABEL - label.length());
    for (String line : lines) {
      for (String piece : pieces(line)) {
        out.println("   " + left + " " + piece);
        left = " ".repeat(LABEL);
      }
    }
  }

  private static List<String> pieces(String line) {
    List<String> pieces = new ArrayList<>();
    String indent = line.startsWith("  ") ? "    " : "  ";
    String rest = line;
    while (rest.length() > WIDTH) {
      int space = rest.lastIndexOf(' ', WIDTH);
      if (space <= indent.length()) {
        break;
      }
      pieces.add(rest.substring(0, space));
      rest = indent + rest.substring(space + 1);
    }
    pieces.add(rest);
    return pieces;
  }

  void allowed(String what) {
    show("allowed", paint.good("allowed"), List.of(what));
  }

  void refused(String what, String reason, String detail) {
    show("refused", paint.bad("refused"), List.of(what, reason + ": " + detail));
  }

  /** Something takes a while. */
  void wait(String what) {
    out.print("   " + what + " ");
    out.flush();
  }

  /** It still does. */
  void tick() {
    out.print(".");
    out.flush();
  }

  /** It is done. */
  void waited(String outcome, Duration taken) {
    out.println(" " + outcome + " after " + seconds(taken));
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / MILLIS_PER_SECOND);
  }
}
