package io.deputy.issuer.postgres;

import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.issuer.audit.Revoked;
import io.deputy.json.RightsJson;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The columns of a row that was read, by their names. */
record TupleColumns(Tuple row) {
  String text(String name) {
    return row.get(name, String.class);
  }

  Optional<String> optional(String name) {
    return Optional.ofNullable(text(name));
  }

  UUID uuid(String name) {
    return row.get(name, UUID.class);
  }

  Optional<UUID> optionalUuid(String name) {
    return Optional.ofNullable(uuid(name));
  }

  long number(String name) {
    Number value = row.get(name, Number.class);
    return value == null ? 0 : value.longValue();
  }

  boolean flag(String name) {
    return row.get(name, Boolean.class);
  }

  Instant time(String name) {
    return row.get(name, Instant.class);
  }

  List<String> texts(String name) {
    return Arrays.asList(row.get(name, String[].class));
  }

  /** Rights; none if they cannot be read, as only somebody who changed a row leaves them. */
  Optional<Rights> rights(String name) {
    try {
      return text(name) == null ? Optional.empty() : Optional.of(RightsJson.read(text(name)));
    } catch (Refusal e) {
      return Optional.empty();
    }
  }

  /** A row of {@code revocation}, from columns that begin with {@code r_}. */
  Optional<Revoked> revoked() {
    if (row.get("r_cursor") == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Revoked(
            number("r_cursor"),
            text("r_kind"),
            text("r_by_kind"),
            optional("r_by_issuer"),
            text("r_by_name"),
            time("r_at"),
            optional("r_purpose")));
  }

  /** The columns that {@link #revoked} reads, of a row with this alias. */
  static final String REVOKED =
      """
      r.cursor AS r_cursor, r.kind AS r_kind, r.by_kind AS r_by_kind, r.by_issuer AS r_by_issuer,
      r.by_name AS r_by_name, r.recorded_at AS r_at, r.purpose AS r_purpose
      """;
}
