package io.deputy.issuer.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** What an administrator of the database can do; for tests that look at, or attack, the record. */
@ApplicationScoped
public class OwnerConnection {
  private final Settings settings;

  OwnerConnection(Settings settings) {
    this.settings = settings;
  }

  /** A connection as the owner of the tables. */
  public Connection asOwner() throws SQLException {
    return open(settings.migrations().username(), settings.migrations().password());
  }

  /** A connection as the service. */
  public Connection asIssuer() throws SQLException {
    return open(settings.database().username(), settings.database().password());
  }

  /** The name and the password of the owner, or of the service. */
  public String[] login(boolean owner) {
    Optional<String> user =
        owner ? settings.migrations().username() : settings.database().username();
    Optional<String> password =
        owner ? settings.migrations().password() : settings.database().password();
    return new String[] {user.orElseThrow(), password.orElseThrow()};
  }

  private Connection open(Optional<String> user, Optional<String> password) throws SQLException {
    return DriverManager.getConnection(
        settings.database().url().orElseThrow(), user.orElseThrow(), password.orElseThrow());
  }

  /** The first column of the first row of a query, as the owner sees it. */
  public String ask(String query) throws SQLException {
    try (Connection connection = asOwner();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }
}
