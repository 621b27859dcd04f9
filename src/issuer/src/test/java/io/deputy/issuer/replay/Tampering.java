package io.deputy.issuer.replay;

import java.util.List;

/**
 * Something that an insider does to the record.
 *
 * @param table where
 * @param kind what is done, whichever the row
 * @param row to which
 * @param sql what is done, with every trigger off
 */
record Tampering(String table, String kind, String row, List<String> sql) {
  Tampering {
    sql = List.copyOf(sql);
  }

  /** Everything that is executed. */
  String[] statements() {
    return sql.toArray(String[]::new);
  }

  /** Whether nothing tells of it: there is no finding but of what cannot be recomputed. */
  boolean isUnnamedBy(List<Finding> findings) {
    return findings.stream().allMatch(f -> f instanceof Finding.NotRecomputable);
  }

  @Override
  public String toString() {
    return table + ": " + kind + row;
  }
}
