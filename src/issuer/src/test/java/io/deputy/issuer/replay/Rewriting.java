package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.issuer.postgres.Leaves;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What somebody does who has all rights on the database and the log's key: changes what no
 * signature speaks of, makes the whole log anew and signs it.
 *
 * @param what is done, for people
 * @param sql changes rows, and what will become leaves, with every trigger off
 */
record Rewriting(String what, List<String> sql) {
  private static final List<String> TESTIMONY =
      List.of(
          "hop SET purpose = 'another'",
          "hop SET client_address = '10.0.0.1'",
          "hop SET trace = 'x'",
          "hop SET user_token_at = user_token_at - interval '1 second'",
          "hop SET recorded_at = recorded_at + interval '1 microsecond'",
          "revocation SET by_name = 'mallory'",
          "revocation SET client_address = '10.0.0.1'",
          "decision_batch SET client_address = '10.0.0.1'",
          "directory_history SET operator_issuer = 'x', operator_subject = 'mallory'",
          "directory_version SET recorded_at = recorded_at - interval '1 minute'");

  Rewriting {
    sql = List.copyOf(sql);
  }

  /** So many, of each kind at least one. */
  static List<Rewriting> some(Connection owner, long seed, int most) throws SQLException {
    Random random = new Random(seed);
    List<Rewriting> some = new ArrayList<>();
    some.add(withoutTheLastHop(owner));
    some.add(withAnotherRevocation());
    some.add(inAnotherOrder(random));
    some.addAll(TESTIMONY.stream().map(set -> testimony(set, "")).toList());
    List<String> hops = column(owner, "SELECT id FROM hop WHERE user_subject <> 'later'");
    while (some.size() < most) {
      switch (random.nextInt(3)) {
        case 0 -> some.add(inAnotherOrder(random));
        default ->
            some.add(
                testimony(
                    TESTIMONY.get(random.nextInt(3)),
                    " WHERE id = '" + hops.get(random.nextInt(hops.size())) + "'"));
      }
    }
    return some;
  }

  private static Rewriting testimony(String set, String where) {
    return new Rewriting(set + where, List.of("UPDATE " + set + where));
  }

  /** Of which no decision speaks. */
  private static Rewriting withoutTheLastHop(Connection owner) throws SQLException {
    String hop =
        column(owner, "SELECT id FROM hop WHERE user_subject = 'alice' AND depth = 2").get(0);
    return new Rewriting(
        "the last hop never was",
        List.of(
            "DELETE FROM hop WHERE id = '" + hop + "'",
            "DELETE FROM log_queue WHERE key = '" + hop + "'"));
  }

  private static Rewriting withAnotherRevocation() {
    return new Rewriting(
        "something was revoked long ago",
        List.of(
            "INSERT INTO revocation (cursor, kind, chain, by_kind, by_name, client_address, trace)"
                + " OVERRIDING SYSTEM VALUE"
                + " VALUES (2, 'chain', gen_random_uuid(), 'agent', 'x', '-', '-')",
            "INSERT INTO log_queue (place, kind, key) OVERRIDING SYSTEM VALUE"
                + " VALUES (-1, 'revocation', '2')"));
  }

  /** Two of the first leaves change places. */
  private static Rewriting inAnotherOrder(Random random) {
    int first = random.nextInt(5);
    int second = first + 1 + random.nextInt(5);
    String placed = "(SELECT place FROM log_queue ORDER BY place LIMIT 1 OFFSET %d)";
    return new Rewriting(
        "leaves " + first + " and " + second + " change places",
        List.of(
            "CREATE TEMP TABLE moved ON COMMIT DROP AS SELECT * FROM log_queue WHERE place IN ("
                + placed.formatted(first)
                + ", "
                + placed.formatted(second)
                + ")",
            "DELETE FROM log_queue q USING moved m WHERE q.place = m.place",
            "INSERT INTO log_queue (place, kind, key) OVERRIDING SYSTEM VALUE"
                + " SELECT (SELECT sum(place) FROM moved) - place, kind, key FROM moved"));
  }

  private static List<String> column(Connection owner, String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = owner.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  /** Does it. */
  void to(Connection owner) throws SQLException, Refusal {
    Leaves.takeBack(owner);
    try (Statement statement = owner.createStatement()) {
      for (String change : sql) {
        statement.execute(change);
      }
    }
    GeneratedRecord.log(owner);
  }
}
