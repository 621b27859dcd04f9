package io.deputy.issuer.directory;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which word was meant. */
final class Nearest {
  /** Of every three characters one may be wrong; beyond that it is another word. */
  private static final int CHARACTERS_TO_A_SLIP = 3;

  private Nearest() {}

  static Optional<String> to(String word, Set<String> known) {
    return new TreeSet<>(known)
        .stream()
            .filter(k -> distance(word, k) <= Math.max(1, k.length() / CHARACTERS_TO_A_SLIP))
            .min(Comparator.comparingInt(k -> distance(word, k)));
  }

  /** How many characters must be added, removed or replaced (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
