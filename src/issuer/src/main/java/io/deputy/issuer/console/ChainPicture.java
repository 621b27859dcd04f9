package io.deputy.issuer.console;

import io.deputy.chain.HopId;
import io.deputy.issuer.audit.ChainHop;
import io.deputy.issuer.audit.ChainRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A chain as a picture: the user above, below her one box for each hop, each hanging on the one
 * that it came from, with what it kept, what it lost, and the part of the chain's time that it
 * lives in.
 *
 * @param width in units of the picture
 * @param height likewise
 * @param user the user's box
 * @param hops the hops' boxes, parents before children
 * @param hidden how many hops are not drawn
 * @param now where now is in the boxes' time, if it is there
 */
public record ChainPicture(
    int width, int height, Box user, List<HopBox> hops, int hidden, boolean now) {
  /** A wide screen. */
  static final int WIDE = 1080;

  /** A telephone held upright. */
  static final int NARROW = 350;

  /** Boxes that fit into a picture which can still be read; the list below it has them all. */
  static final int MAX_BOXES = 40;

  private static final int LINE = 20;
  private static final int PADDING = 14;
  private static final int GAP = 16;
  private static final int TITLE = 46;
  private static final int BAR = 26;
  private static final int MAX_CAPABILITIES = 3;
  private static final int MAX_LOSSES = 4;

  /** Of the letters of lines, on the safe side of what fonts have. */
  private static final double LETTER = 7.9;

  /** Of the bold letters of titles. */
  private static final double TITLE_LETTER = 10.4;

  /** A box. */
  public record Box(int x, int y, int width, int height, String title, String note) {
    /** Where lines to children begin. */
    public int stem() {
      return x + PADDING;
    }

    /** Its end. */
    public int bottom() {
      return y + height;
    }
  }

  /** A line of text; {@code kind} is {@code kept} or {@code lost}; a mark begins the first. */
  public record Line(int x, int y, String kind, boolean first, String text) {}

  /**
   * A hop's box.
   *
   * @param id for a link to what is said of it below
   * @param box its frame
   * @param state {@code live}, {@code expired} or {@code revoked}
   * @param stateText that in words
   * @param stateY where they stand: beside the title, or below it
   * @param fromX the stem that it hangs on
   * @param fromY where that begins
   * @param lines what it kept and lost
   * @param barX where the chain's time begins
   * @param barWidth how long that is
   * @param barY its height in the picture
   * @param lifeX where the hop's time begins
   * @param lifeWidth how long it is
   * @param nowX where now is
   */
  public record HopBox(
      String id,
      Box box,
      String state,
      String stateText,
      int stateY,
      int fromX,
      int fromY,
      List<Line> lines,
      int barX,
      int barWidth,
      int barY,
      int lifeX,
      int lifeWidth,
      int nowX) {}

  static ChainPicture of(ChainRecord chain, Map<HopId, HopWords> words, int width, Instant now) {
    return new Drawing(chain, words, width, now).draw();
  }

  private static final class Drawing {
    private final ChainRecord chain;
    private final Map<HopId, HopWords> words;
    private final int width;
    private final Instant now;
    private final boolean narrow;
    private final Instant began;
    private final Duration lasts;
    private final Map<HopId, Box> drawn = new HashMap<>();
    private final List<HopBox> boxes = new ArrayList<>();
    private int y;

    Drawing(ChainRecord chain, Map<HopId, HopWords> words, int width, Instant now) {
      this.chain = chain;
      this.words = words;
      this.width = width;
      this.now = now;
      narrow = width < WIDE;
      began = chain.hops().get(0).issuedAt();
      lasts = Duration.between(began, chain.hops().get(0).expiresAt());
    }

    ChainPicture draw() {
      String subject = Lines.name(chain.user().subject());
      Box user =
          new Box(
              1,
              1,
              width - 2,
              TITLE + 12,
              Lines.cut(subject, letters(width - 80, TITLE_LETTER)),
              Lines.cut(Lines.name(chain.user().issuer()), letters(width - 80, LETTER)));
      y = user.bottom() + GAP;
      children(null, user, 0);
      boolean within = !now.isBefore(began) && now.isBefore(began.plus(lasts));
      return new ChainPicture(
          width, y - GAP + 2, user, List.copyOf(boxes), chain.hops().size() - boxes.size(), within);
    }

    private void children(HopId parent, Box above, int depth) {
      for (ChainHop hop : chain.hops()) {
        boolean child = hop.parent().map(p -> p.equals(parent)).orElse(parent == null);
        if (child && boxes.size() < MAX_BOXES) {
          add(hop, above, depth);
          children(hop.id(), drawn.get(hop.id()), depth + 1);
        }
      }
    }

    private void add(ChainHop hop, Box above, int depth) {
      int x = 1 + (narrow ? 12 : 34) * (depth + 1);
      int inner = width - 1 - x - 2 * PADDING;
      List<Line> lines = new ArrayList<>();
      int top = y + TITLE + (narrow ? 10 : 0);
      HopWords said = words.get(hop.id());
      int at = lines(lines, said.kept(), MAX_CAPABILITIES, "kept", x, top, inner);
      at = lines(lines, said.lost(), MAX_LOSSES, "lost", x, at, inner);
      int height = at - y + BAR;
      String title = Lines.name(hop.actor());
      int room = narrow ? inner : inner - 300;
      Box box =
          new Box(
              x,
              y,
              width - 1 - x,
              height,
              Lines.cut(title, letters(room - 60, TITLE_LETTER)),
              "hop " + hop.depth());
      String state = HopWords.state(hop, now);
      int lifeX = x + PADDING + scale(hop.issuedAt(), inner);
      int lifeEnd = x + PADDING + scale(hop.expiresAt(), inner);
      boxes.add(
          new HopBox(
              hop.id().toString(),
              box,
              state,
              stateText(hop, state),
              narrow ? y + TITLE - 2 : y + 27,
              above.stem(),
              above.bottom(),
              lines,
              x + PADDING,
              inner,
              y + height - 16,
              lifeX,
              Math.max(3, lifeEnd - lifeX),
              x + PADDING + scale(now, inner)));
      drawn.put(hop.id(), box);
      y = box.bottom() + GAP;
    }

    private int lines(
        List<Line> lines, List<String> texts, int most, String kind, int x, int from, int inner) {
      int at = from;
      int width = letters(inner - 24, LETTER);
      for (int i = 0; i < Math.min(most, texts.size()); i++) {
        boolean more = i == most - 1 && texts.size() > most;
        String text =
            more ? "and " + (texts.size() - most + 1) + " more, listed below" : texts.get(i);
        boolean first = true;
        for (String line : Lines.wrap(text, width, narrow ? 5 : 2)) {
          lines.add(new Line(x + PADDING + 22, at + 14, kind, first, line));
          at += LINE;
          first = false;
        }
      }
      return at;
    }

    private String stateText(ChainHop hop, String state) {
      return switch (state) {
        case "revoked" -> "revoked " + Moment.of(hop.revoked().orElseThrow().at(), now).distance();
        case "live" -> "expires " + Moment.of(hop.expiresAt(), now).distance();
        default -> "expired " + Moment.of(hop.expiresAt(), now).distance();
      };
    }

    private int scale(Instant at, int inner) {
      double part = Duration.between(began, at).toMillis() / (double) lasts.toMillis();
      return (int) Math.round(Math.max(0, Math.min(1, part)) * inner);
    }

    private static int letters(int width, double letter) {
      return Math.max(8, (int) (width / letter));
    }
  }
}
