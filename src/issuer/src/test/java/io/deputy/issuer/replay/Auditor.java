package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.keys.IssuerKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Replays what the running issuer recorded, with the auditor's role. */
@ApplicationScoped
public class Auditor {
  private final OwnerConnection database;
  private final IssuerKeys keys;

  Auditor(OwnerConnection database, IssuerKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  /** Replays a chain after these statements of the database's superuser. */
  Report chain(String chain, View view, String... statements)
      throws SQLException, Refusal, InterruptedException {
    try (Connection connection = database.asOwner()) {
      return Insider.afterwards(
          connection,
          keys.published(),
          replay -> replay.chain(new ChainId(UUID.fromString(chain)), view),
          statements);
    }
  }
}
