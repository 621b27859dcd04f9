package io.deputy.issuer.postgres;

import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.FoundDecision;
import io.deputy.issuer.export.ExportedHop;
import io.deputy.issuer.export.ExportedRevocation;
import io.deputy.json.RightsJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows as they are exported. */
final class ExportColumns {
  private ExportColumns() {}

  static ExportedHop hop(ResultSet row) throws SQLException {
    long revoked = row.getLong("revoked");
    OptionalLong cursor = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(revoked);
    return new ExportedHop(
        Columns.id(row, "id"),
        Columns.id(row, "chain"),
        Optional.ofNullable(Columns.id(row, "parent")),
        row.getInt("depth"),
        row.getString("delegator"),
        row.getString("actor"),
        Columns.bytes(row, "actor_key"),
        row.getString("user_issuer"),
        row.getString("user_subject"),
        Columns.texts(row, "user_groups"),
        Columns.texts(row, "user_roles"),
        rights(row.getString("asked")),
        rights(row.getString("granted")),
        Columns.bytes(row, "directory"),
        Columns.time(row, "issued_at"),
        Columns.time(row, "expires_at"),
        Columns.texts(row, "audience"),
        row.getInt("max_depth"),
        Columns.text(row, "purpose"),
        row.getString("client_address"),
        row.getString("trace"),
        Columns.time(row, "recorded_at"),
        cursor);
  }

  private static Optional<Rights> rights(String text) {
    try {
      return Optional.of(RightsJson.read(text));
    } catch (Refusal e) {
      return Optional.empty(); // Replay says what is wrong with it.
    }
  }

  static ExportedRevocation revocation(ResultSet row) throws SQLException {
    return new ExportedRevocation(
        row.getLong("cursor"),
        Columns.revoked(row),
        row.getString("by_kind"),
        Columns.text(row, "by_issuer"),
        row.getString("by_name"),
        Columns.text(row, "purpose"),
        row.getString("client_address"),
        row.getString("trace"),
        Columns.time(row, "recorded_at"));
  }

  static FoundDecision decision(ResultSet row) throws SQLException {
    Optional<User> user =
        Columns.text(row, "user_subject").isEmpty()
            ? Optional.empty()
            : Optional.of(new User(row.getString("user_issuer"), row.getString("user_subject")));
    return new FoundDecision(
        row.getString("gateway"),
        Columns.id(row, "stream"),
        row.getLong("number"),
        Columns.time(row, "decided_at"),
        Filter.Verdict.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT)),
        Columns.text(row, "reason"),
        row.getBoolean("verified"),
        Optional.ofNullable(Columns.id(row, "chain")).map(ChainId::new),
        Optional.ofNullable(Columns.id(row, "hop")).map(HopId::new),
        user,
        Columns.texts(row, "agents"),
        Columns.texts(row, "servers"),
        Columns.texts(row, "names"),
        Columns.text(row, "route"),
        Columns.text(row, "trace"),
        row.getString("content"));
  }
}
