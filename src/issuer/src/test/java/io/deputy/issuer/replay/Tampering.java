package io.deputy.issuer.replay;

import java.util.List;

/**
 * Something that an insider does to the record.
 *
 * @param table where
 * @param kind what is done, whichever the row
 * @param row to which
 * @param sql what is done, with every trigger off
 * @param onlyTheLogTells whether no signature and no other row speaks of it
 */
record Tampering(String table, String kind, String row, List<String> sql, boolean onlyTheLogTells) {
  Tampering {
    sql = List.copyOf(sql);
  }

  /** Everything that is executed. */
  String[] statements() {
    return sql.toArray(String[]::new);
  }

  /**
   * Whether nothing tells of it but what cannot be recomputed; the log is only asked where nothing
   * else can tell.
   */
  boolean isUnnamedBy(List<Finding> findings) {
    return findings.stream()
        .filter(f -> onlyTheLogTells || !isOfTheLog(f))
        .allMatch(f -> f instanceof Finding.NotRecomputable);
  }

  private static boolean isOfTheLog(Finding finding) {
    return (finding instanceof Finding.Differs differs && differs.field().equals("some column"))
        || (finding instanceof Finding.Missing missing && missing.why().equals("the log has it"))
        || finding.row().table().startsWith("log_");
  }

  @Override
  public String toString() {
    return table + ": " + kind + row;
  }
}
