package io.deputy.issuer.postgres;

import io.deputy.Refusal;
import io.deputy.issuer.log.LogStore;
import io.deputy.log.TreeHead;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;

/** Lets the log of a record without an issuer grow, as the issuer's does. */
public final class Leaves {
  /** So that there are several heads. */
  private static final int AT_ONCE = 7;

  private Leaves() {}

  /**
   * Gives every row that waits for a leaf its leaf, and keeps what is signed of it, each few of
   * them.
   *
   * @param key the number of the key that signs
   * @param signed makes the note of a head
   * @return the last note
   */
  public static String write(Connection owner, int key, Function<TreeHead, String> signed)
      throws Refusal {
    LogStore store = new PostgresLogStore(OneConnection.of(owner));
    String note = "";
    while (store.integrate(AT_ONCE) > 0) {
      TreeHead head = store.head();
      note = signed.apply(head);
      store.keep(head.size(), key, note);
    }
    return note;
  }

  /**
   * Takes the whole log away and lets all of its rows wait again, in their order; by somebody whom
   * no trigger stops.
   */
  public static void takeBack(Connection owner) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      for (String table : new String[] {"log_checkpoint", "log_head", "log_subtree", "log_leaf"}) {
        statement.execute("ALTER TABLE " + table + " DISABLE TRIGGER ALL");
      }
      statement.execute(
          """
          CREATE TEMP TABLE taken ON COMMIT DROP AS SELECT index, kind, key FROM log_leaf;
          DELETE FROM log_checkpoint; DELETE FROM log_head; DELETE FROM log_subtree;
          DELETE FROM log_leaf;
          INSERT INTO log_queue (kind, key) SELECT kind, key FROM taken ORDER BY index;
          """);
      for (String table : new String[] {"log_leaf", "log_head"}) {
        statement.execute("ALTER TABLE " + table + " ENABLE TRIGGER ALL");
      }
    }
  }
}
