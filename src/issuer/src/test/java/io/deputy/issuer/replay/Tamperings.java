package io.deputy.issuer.replay;

import io.deputy.minting.Minted;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Tamperings with every row and column that matters, as many as the constraints let stand. */
final class Tamperings {
  private static final List<String> TABLES =
      List.of(
          "hop",
          "revocation",
          "directory_version",
          "directory_history",
          "key_event",
          "decision",
          "decision_batch",
          "decision_token",
          "log_leaf",
          "log_subtree",
          "log_head",
          "log_checkpoint");

  /** Columns of a hop, each with what may stand there instead. */
  private static final List<String> HOP =
      List.of(
          "id = gen_random_uuid()",
          "chain = gen_random_uuid()",
          "parent = gen_random_uuid()",
          "depth = depth + 1",
          "depth = depth - 1",
          "delegator = 'courier'",
          "actor = 'courier'",
          "actor = 'summarizer'",
          "actor_key = ''",
          "actor_key = sha256('x')",
          "user_issuer = 'https://evil.example'",
          "user_subject = 'mallory'",
          "user_groups = '{}'",
          "user_groups = '{engineering,wheel}'",
          "user_roles = '{admin}'",
          "asked = '[]'",
          "asked = replace(asked, 'acme/', 'acme/s')",
          "granted = replace(granted, 'acme/', '')",
          "granted = replace(granted, 'search_issues', 'delete_repository')",
          "granted = granted || ' '",
          "certificate = '{}'",
          "certificate = replace(certificate, '0', '1')",
          "certificate = replace(certificate, 'agent', 'agents')",
          "user_token = '[]'",
          "user_token = replace(user_token, 'acme/', 'acme/site')",
          "user_token_at = now() + interval '1 day'",
          "consent = 'x.y.z'",
          "directory = (SELECT digest FROM directory_history WHERE version = 1)",
          "root_key = 2",
          "root_key = 9",
          "attestation_key = 1",
          "attestation_key = 9",
          "blocks = ARRAY[sha256('x')]",
          "blocks = ARRAY[set_byte(blocks[1], length(blocks[1]) / 2,"
              + " get_byte(blocks[1], length(blocks[1]) / 2) # 1)]",
          "blocks = blocks || blocks, revocation_ids = revocation_ids || revocation_ids",
          "blocks = (SELECT h.blocks FROM hop h WHERE h.chain <> hop.chain AND h.depth = hop.depth"
              + " LIMIT 1)",
          "revocation_ids = ARRAY[sha256('x')]",
          "issued_at = issued_at - interval '1 hour'",
          "issued_at = issued_at + interval '1 second'",
          "expires_at = expires_at + interval '1 day'",
          "expires_at = expires_at - interval '1 second'",
          "audience = '{spare-gateway}'",
          "audience = audience || '{spare-gateway}'::text[]",
          "max_depth = 7",
          "max_depth = max_depth - 1",
          "recorded_at = recorded_at - interval '1 hour'",
          "recorded_at = recorded_at + interval '1 hour'",
          "recorded_at = recorded_at + interval '1 microsecond'",
          "purpose = 'another'",
          "purpose = NULL",
          "client_address = '10.0.0.1'",
          "trace = 'x'",
          "user_token_at = user_token_at - interval '1 second'");

  /** Columns that are testimony, and a last row, of which nothing speaks any more. */
  private static final Set<String> ONLY_THE_LOG_TELLS =
      Set.of(
          "hop recorded_at = recorded_at + interval '1 microsecond'",
          "hop purpose = 'another'",
          "hop purpose = NULL",
          "hop client_address = '10.0.0.1'",
          "hop trace = 'x'",
          "hop user_token_at = user_token_at - interval '1 second'",
          "hop delete the last",
          "decision_batch client_address = '10.0.0.1'",
          "decision_batch trace = 'x'",
          "decision_batch next = next + 1",
          "revocation by_name = 'mallory'",
          "revocation purpose = 'another'",
          "directory_history by somebody else");

  private static final List<String> DECISION =
      List.of(
          "gateway = 'http-gateway'",
          "stream = gen_random_uuid()",
          "number = number + 100",
          "batch = gen_random_uuid()",
          "decided_at = decided_at - interval '1 hour'",
          "verdict = 'denied', reason = 'token_expired'",
          "verdict = 'allowed', reason = NULL, standing = 'verified'",
          "reason = 'policy_denied', verdict = 'denied'",
          "standing = 'claimed'",
          "standing = 'verified'",
          "token = sha256('x')",
          "issuer = 'https://evil.example'",
          "chain = gen_random_uuid()",
          "hop = gen_random_uuid()",
          "user_issuer = 'https://evil.example'",
          "user_subject = 'mallory'",
          "agents = '{courier}'",
          "servers = '{https://other.example}'",
          "names = '{delete_repository}'",
          "route = 'other'",
          "trace = '00000000000000000000000000000002'",
          "content = replace(content, 'create_issue', 'search_issues')",
          "content = replace(content, '\"standing\"', ' \"standing\"')",
          "content = replace(content, '\"to\":1', '\"to\":0')",
          "recorded_at = recorded_at - interval '1 minute'");

  private static final List<String> BATCH =
      List.of(
          "id = gen_random_uuid()",
          "gateway = 'http-gateway'",
          "stream = gen_random_uuid()",
          "first = first + 1, last = last + 1",
          "last = last + 1",
          "jws = replace(jws, '.', '.A')",
          "jws = 'x'",
          "client_address = '10.0.0.1'",
          "trace = 'x'",
          "next = next + 1",
          "recorded_at = recorded_at - interval '1 minute'");

  private final List<List<Minted>> chains;

  Tamperings(List<Minted> chain, List<Minted> other, List<Minted> revoked) {
    this.chains = List.of(chain, other, revoked);
  }

  /** Switches every trigger off, as only a superuser can. */
  static void withoutTriggers(Connection owner) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      for (String table : TABLES) {
        statement.execute("ALTER TABLE " + table + " DISABLE TRIGGER ALL");
      }
    }
  }

  /**
   * So many of those that change anything and break no constraint: one of each kind, and others by
   * chance.
   */
  List<Tampering> some(Connection owner, long seed, int most) throws SQLException {
    List<Tampering> shuffled = new ArrayList<>(all(owner));
    Collections.shuffle(shuffled, new Random(seed));
    Map<String, Tampering> ofEachKind = new LinkedHashMap<>();
    shuffled.forEach(t -> ofEachKind.putIfAbsent(t.table() + t.kind(), t));
    Set<Tampering> some = new LinkedHashSet<>(ofEachKind.values());
    shuffled.stream().limit(Math.max(0, most)).forEach(some::add);
    return some.stream().limit(Math.max(most, ofEachKind.size())).toList();
  }

  private List<Tampering> all(Connection owner) throws SQLException {
    List<Tampering> all = new ArrayList<>();
    for (List<Minted> chain : chains) {
      for (Minted hop : chain) {
        String where = " WHERE id = '" + hop.chain().last().id() + "'";
        HOP.forEach(set -> all.add(on(where, "hop", set, "UPDATE hop SET " + set + where)));
      }
      for (Minted hop : chain) {
        String where = " WHERE id = '" + hop.chain().last().id() + "'";
        boolean last = hop.equals(chain.get(chain.size() - 1));
        String kind = last ? "delete the last" : "delete";
        all.add(on(where, "hop", kind, "DELETE FROM hop" + where));
      }
    }
    for (long number : numbers(owner)) {
      String where = " WHERE number = " + number;
      DECISION.forEach(
          set -> all.add(on(where, "decision", set, "UPDATE decision SET " + set + where)));
      all.add(on(where, "decision", "delete", "DELETE FROM decision" + where));
      all.add(
          on(
              where,
              "decision",
              "duplicate",
              "CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT * FROM decision" + where,
              "UPDATE copied SET recorded_at = recorded_at + interval '1 second'",
              "INSERT INTO decision SELECT * FROM copied"));
    }
    for (String set : BATCH) {
      all.add(of("decision_batch", set, "UPDATE decision_batch SET " + set));
    }
    all.add(of("decision_batch", "delete", "DELETE FROM decision_batch"));
    all.add(of("decision_token", "delete", "DELETE FROM decision_token"));
    all.add(
        of(
            "decision_token",
            "change",
            "ALTER TABLE decision_token DROP CONSTRAINT decision_token_check",
            "UPDATE decision_token SET blocks = set_byte(blocks, 40, get_byte(blocks, 40) # 1)"));
    others(all);
    all.addAll(LogTamperings.all());
    return standing(owner, all);
  }

  private static void others(List<Tampering> all) {
    for (String table : List.of("directory_version", "directory_history")) {
      all.add(of(table, "delete the first", "DELETE FROM directory_history WHERE version = 1"));
    }
    all.add(of("directory_version", "delete", "DELETE FROM directory_version"));
    all.add(
        of(
            "directory_version",
            "change",
            "ALTER TABLE directory_version DROP CONSTRAINT directory_version_check",
            "UPDATE directory_version SET content = replace(content, 'PT5M', 'PT9M')"));
    all.add(
        of(
            "directory_history",
            "by somebody else",
            "UPDATE directory_history SET operator_issuer = 'x', operator_subject = 'mallory'"));
    all.add(
        of(
            "directory_history",
            "delete the last",
            "DELETE FROM directory_history WHERE version = 2"));
    all.add(
        of(
            "directory_history",
            "swap",
            "UPDATE directory_history SET digest ="
                + " (SELECT h.digest FROM directory_history h"
                + "  WHERE h.version <> directory_history.version)"));
    all.add(
        of(
            "directory_history",
            "back-date",
            "UPDATE directory_history SET in_force_from = in_force_from - interval '1 hour'"
                + " WHERE version = 2"));
    all.add(
        of(
            "directory_history",
            "post-date",
            "UPDATE directory_history SET in_force_from = in_force_from + interval '1 hour'"
                + " WHERE version = 2"));
    for (int key = 1; key <= 2; key++) {
      String where = " WHERE number = " + key;
      for (String set :
          List.of(
              "number = 9",
              "role = 'bundle'",
              "state = 'compromised'",
              "state = 'retired'",
              "public_key = 'ed25519/" + "00".repeat(31) + "01'",
              "at = at + interval '2 hours'")) {
        all.add(on(where, "key_event", set, "UPDATE key_event SET " + set + where));
      }
      all.add(on(where, "key_event", "delete", "DELETE FROM key_event" + where));
    }
    for (String set :
        List.of(
            "cursor = 2",
            "chain = gen_random_uuid()",
            "kind = 'hop', hop = gen_random_uuid(), chain = NULL",
            "by_name = 'mallory'",
            "purpose = 'another'",
            "recorded_at = recorded_at - interval '1 hour'")) {
      all.add(of("revocation", set, "UPDATE revocation SET " + set));
    }
    all.add(of("revocation", "delete", "DELETE FROM revocation"));
    all.add(
        of(
            "revocation",
            "a second one, before what it forbids",
            "INSERT INTO revocation (cursor, kind, chain, by_kind, by_name, client_address, trace,"
                + " recorded_at) SELECT 2, 'chain', chain, 'agent', 'x', '', '', recorded_at -"
                + " interval '1 hour' FROM hop WHERE user_subject = 'alice' LIMIT 1"));
  }

  private static Tampering of(String table, String what, String... sql) {
    return on("", table, what, sql);
  }

  private static Tampering on(String row, String table, String kind, String... sql) {
    return new Tampering(
        table, kind, row, List.of(sql), ONLY_THE_LOG_TELLS.contains(table + " " + kind));
  }

  private static List<Long> numbers(Connection owner) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (Statement statement = owner.createStatement();
        ResultSet rows = statement.executeQuery("SELECT number FROM decision ORDER BY number")) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    }
    return numbers;
  }

  /** Leaves out what a constraint stops, and what changes nothing. */
  private static List<Tampering> standing(Connection owner, List<Tampering> all)
      throws SQLException {
    List<Tampering> standing = new ArrayList<>();
    owner.setAutoCommit(false);
    try (Statement statement = owner.createStatement()) {
      String before = digest(statement);
      for (Tampering tampering : all) {
        Savepoint savepoint = owner.setSavepoint();
        try {
          for (String sql : tampering.statements()) {
            statement.execute(sql);
          }
          if (!digest(statement).equals(before)) {
            standing.add(tampering);
          }
        } catch (SQLException constraint) {
          // Even the superuser would have to change more than rows.
        }
        owner.rollback(savepoint);
      }
    } finally {
      owner.rollback();
      owner.setAutoCommit(true);
    }
    return standing;
  }

  private static String digest(Statement statement) throws SQLException {
    StringBuilder query = new StringBuilder("SELECT ''");
    for (String table : TABLES) {
      query
          .append(" || coalesce((SELECT string_agg(md5(t::text), '' ORDER BY md5(t::text)) FROM ")
          .append(table)
          .append(" t), '')");
    }
    try (ResultSet rows = statement.executeQuery("SELECT md5(" + query.substring(7) + ")")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
