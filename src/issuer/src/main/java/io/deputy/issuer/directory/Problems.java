package io.deputy.issuer.directory;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one directory, so that all of it can be mended at once. */
final class Problems {
  /** More than anybody mends in one go; what is wrong with every entry is one slip. */
  static final int MAX_KEPT = 20;

  private final String file;
  private final Lines lines;
  private final List<Problem> kept = new ArrayList<>();
  private int count;

  /**
   * @param file what the directory is called in messages; empty if it has no name
   */
  Problems(String file, Lines lines) {
    this.file = file;
    this.lines = lines;
  }

  void add(JsonPointer at, String text) {
    count++;
    if (kept.size() < MAX_KEPT) {
      kept.add(new Problem(at.toString(), lines.of(at), text));
    }
  }

  /** Refuses the directory if there was any problem. */
  void requireNone() throws DirectoryInvalid {
    if (count > 0) {
      kept.sort(Comparator.comparingInt(p -> p.line().orElse(0)));
      throw new DirectoryInvalid(file, kept, count - kept.size());
    }
  }
}
