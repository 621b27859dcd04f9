package io.deputy.issuer.app;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.postgresql.Driver;

/**
 * The database as an auditor's program uses it: a few connections, which can read and nothing else.
 *
 * @param url JDBC URL
 * @param user login that may read the record
 * @param password its password
 */
record AuditDatabase(String url, Optional<String> user, Optional<String> password) {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  /** As options or the environment say; the password only the environment. */
  static AuditDatabase of(Optional<String> url, Optional<String> user, Map<String, String> env) {
    return new AuditDatabase(
        url.orElseGet(() -> env.getOrDefault("DEPUTY_AUDIT_DATABASE_URL", "")),
        user.or(() -> Optional.ofNullable(env.get("DEPUTY_AUDIT_USERNAME"))),
        Optional.ofNullable(env.get("DEPUTY_AUDIT_PASSWORD")));
  }

  /**
   * Opens it.
   *
   * @param program what the server shows of who is connected
   */
  AgroalDataSource open(String program, int connections) throws CannotStart {
    AgroalDataSourceConfigurationSupplier configuration =
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(connections)
                        .acquisitionTimeout(CONNECT_WITHIN)
                        .connectionFactoryConfiguration(factory -> connection(factory, program)));
    try {
      return AgroalDataSource.from(configuration);
    } catch (SQLException e) {
      throw new CannotStart("the database cannot be used: " + e.getMessage());
    }
  }

  private AgroalConnectionFactoryConfigurationSupplier connection(
      AgroalConnectionFactoryConfigurationSupplier connection, String program) {
    user.ifPresent(login -> connection.principal(new NamePrincipal(login)));
    password.ifPresent(word -> connection.credential(new SimplePassword(word)));
    return connection
        .connectionProviderClass(Driver.class)
        .jdbcUrl(url)
        .jdbcProperty("ApplicationName", program)
        .jdbcProperty("options", "-c default_transaction_read_only=on");
  }
}
