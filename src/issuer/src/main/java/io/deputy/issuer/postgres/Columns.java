package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.issuer.replay.BatchEntry;
import io.deputy.issuer.replay.DecisionEntry;
import io.deputy.issuer.replay.Finding;
import io.deputy.issuer.replay.HopEntry;
import io.deputy.issuer.replay.RevocationEntry;
import io.deputy.issuer.replay.Row;
import io.deputy.verify.Revocation;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of the record as an auditor reads them. */
final class Columns {
  private Columns() {}

  static HopEntry hop(ResultSet row) throws SQLException {
    return new HopEntry(
        id(row, "id"),
        id(row, "chain"),
        Optional.ofNullable(id(row, "parent")),
        row.getInt("depth"),
        row.getString("delegator"),
        row.getString("actor"),
        bytes(row, "actor_key"),
        row.getString("user_issuer"),
        row.getString("user_subject"),
        texts(row, "user_groups"),
        texts(row, "user_roles"),
        row.getString("asked"),
        row.getString("granted"),
        row.getString("certificate"),
        text(row, "user_token"),
        Optional.ofNullable(time(row, "user_token_at")),
        text(row, "consent"),
        bytes(row, "directory"),
        row.getInt("root_key"),
        Optional.ofNullable(row.getObject("attestation_key", Integer.class)),
        list(row, "blocks"),
        list(row, "revocation_ids"),
        time(row, "issued_at"),
        time(row, "expires_at"),
        texts(row, "audience"),
        row.getInt("max_depth"),
        text(row, "purpose"),
        time(row, "recorded_at"));
  }

  static DecisionEntry decision(ResultSet row) throws SQLException {
    return new DecisionEntry(
        row.getString("gateway"),
        id(row, "stream"),
        row.getLong("number"),
        id(row, "batch"),
        time(row, "decided_at"),
        row.getString("verdict"),
        text(row, "reason"),
        row.getString("standing"),
        Optional.ofNullable(row.getBytes("token")).map(Bytes::of),
        text(row, "issuer"),
        Optional.ofNullable(id(row, "chain")),
        Optional.ofNullable(id(row, "hop")),
        text(row, "user_issuer"),
        text(row, "user_subject"),
        texts(row, "agents"),
        texts(row, "servers"),
        texts(row, "names"),
        text(row, "route"),
        text(row, "trace"),
        row.getString("content"),
        time(row, "recorded_at"));
  }

  static BatchEntry batch(ResultSet row) throws SQLException {
    return new BatchEntry(
        id(row, "id"),
        row.getString("gateway"),
        id(row, "stream"),
        row.getLong("first"),
        row.getLong("last"),
        row.getLong("next"),
        row.getString("jws"),
        time(row, "recorded_at"));
  }

  static RevocationEntry revocation(ResultSet row) throws SQLException {
    return new RevocationEntry(row.getLong("cursor"), revoked(row), time(row, "recorded_at"));
  }

  static Revocation revoked(ResultSet row) throws SQLException {
    String kind = row.getString("kind");
    return switch (kind) {
      case "hop" -> new Revocation.OfHop(new HopId(id(row, "hop")));
      case "chain" -> new Revocation.OfChain(new ChainId(id(row, "chain")));
      case "user" ->
          new Revocation.OfUser(
              new User(row.getString("user_issuer"), row.getString("user_subject")),
              time(row, "through"));
      case "agent" -> new Revocation.OfAgent(row.getString("agent"), time(row, "through"));
      case "signature" -> new Revocation.OfSignature(bytes(row, "signature"));
      default -> throw new SQLException("no revocation is of the kind \"" + kind + "\"");
    };
  }

  /** That numbers are missing between two, or that one stands there twice. */
  static Finding gap(String table, String prefix, long before, long number) {
    if (number == before) {
      return new Finding.Duplicate(new Row(table, prefix + number), "another row has its number");
    }
    long last = number - 1;
    String missing = before + 1 == last ? "" + last : (before + 1) + " to " + last;
    return new Finding.Missing(new Row(table, prefix + missing), number + " follows");
  }

  static UUID id(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static Bytes bytes(ResultSet row, String column) throws SQLException {
    return Bytes.of(row.getBytes(column));
  }

  static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  static List<String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return List.of((String[]) array.getArray());
  }

  private static List<Bytes> list(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return Arrays.stream((byte[][]) array.getArray()).map(Bytes::of).toList();
  }

  /** None where there is none. Infinite times become the furthest that there are. */
  static Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    if (time == null) {
      return null;
    }
    return time.equals(OffsetDateTime.MAX)
        ? Instant.MAX
        : time.equals(OffsetDateTime.MIN) ? Instant.MIN : time.toInstant();
  }
}
