package io.deputy.issuer.replay;

import java.util.ArrayList;
import java.util.List;

/** Tamperings with the log by somebody who does not have its key. */
final class LogTamperings {
  private LogTamperings() {}

  static List<Tampering> all() {
    List<Tampering> all = new ArrayList<>();
    for (int index = 0; index < 12; index++) {
      String where = " WHERE index = " + index;
      for (String set :
          List.of(
              "entry = overlay(entry placing 'ffff' from length(entry) - 4)",
              "entry = replace(entry, 'log-v1', 'log-v2')",
              "kind = 'no_table'",
              "key = 'nobody'",
              "index = index + 1000")) {
        all.add(log(where, "log_leaf", set, "UPDATE log_leaf SET " + set + where));
      }
      all.add(log(where, "log_leaf", "delete", "DELETE FROM log_leaf" + where));
    }
    all.add(
        log(
            "",
            "log_leaf",
            "swap",
            "CREATE TEMP TABLE swapped ON COMMIT DROP AS SELECT * FROM log_leaf WHERE index < 2",
            "DELETE FROM log_leaf WHERE index < 2",
            "UPDATE swapped SET index = 1 - index",
            "INSERT INTO log_leaf SELECT * FROM swapped"));
    all.add(
        log(
            "",
            "log_leaf",
            "one more",
            "INSERT INTO log_leaf (index, place, kind, key, entry)"
                + " SELECT max(index) + 1, 0, 'hop', 'x', 'x' FROM log_leaf"));
    all.add(
        log(
            "",
            "log_subtree",
            "one more",
            "INSERT INTO log_subtree (level, index, hash) VALUES (1, 0, sha256('x'))"));
    all.addAll(ofHead("the first", "(SELECT min(size) FROM log_head)"));
    all.addAll(ofHead("the last", "(SELECT max(size) FROM log_head)"));
    all.add(
        log(
            "",
            "log_leaf",
            "a hop that is gone is called something else",
            "UPDATE log_leaf SET kind = 'no_table' WHERE key ="
                + " (SELECT id::text FROM hop WHERE user_subject = 'alice' AND depth = 2)",
            "DELETE FROM hop WHERE user_subject = 'alice' AND depth = 2"));
    all.add(log("", "log_checkpoint", "delete", "DELETE FROM log_checkpoint"));
    return all;
  }

  private static List<Tampering> ofHead(String which, String size) {
    List<Tampering> all = new ArrayList<>();
    String where = " WHERE size = " + size;
    for (String set :
        List.of("root = sha256('x')", "previous = previous - 1", "size = size + 1000")) {
      all.add(log("", "log_head", which + ": " + set, "UPDATE log_head SET " + set + where));
    }
    all.add(log("", "log_head", which + ": delete", "DELETE FROM log_head" + where));
    for (String set :
        List.of(
            "note = replace(note, E'\\n\\n', E'\\n-\\n\\n')",
            "note = left(note, 20)",
            "log_key = 2",
            "size = size - 1")) {
      all.add(
          log(
              "",
              "log_checkpoint",
              which + ": " + set,
              "UPDATE log_checkpoint SET " + set + where));
    }
    return all;
  }

  private static Tampering log(String row, String table, String kind, String... sql) {
    return new Tampering(table, kind, row, List.of(sql), true);
  }
}
