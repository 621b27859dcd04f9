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
 * The database as a program beside the service uses it: a few connections.
 *
 * @param url JDBC URL
 * @param user login
 * @param password its password
 */
record ProgramDatabase(String url, Optional<String> user, Optional<String> password) {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  /**
   * As options or the environment say; the password only the environment.
   *
   * @param whose the word of the environment's variables: {@code AUDIT} or {@code RETENTION}
   */
  static ProgramDatabase of(
      String whose, Optional<String> url, Optional<String> user, Map<String, String> env) {
    String prefix = "DEPUTY_" + whose;
    return new ProgramDatabase(
        url.orElseGet(() -> env.getOrDefault(prefix + "_DATABASE_URL", "")),
        user.or(() -> Optional.ofNullable(env.get(prefix + "_USERNAME"))),
        Optional.ofNullable(env.get(prefix + "_PASSWORD")));
  }

  /**
   * Opens it.
   *
   * @param program what the server shows of who is connected
   * @param readOnly whether nothing can be written, whatever the login may
   */
  AgroalDataSource open(String program, int connections, boolean readOnly) throws CannotStart {
    AgroalDataSourceConfigurationSupplier configuration =
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(connections)
                        .acquisitionTimeout(CONNECT_WITHIN)
                        .connectionFactoryConfiguration(
                            factory -> connection(factory, program, readOnly)));
    try {
      return AgroalDataSource.from(configuration);
    } catch (SQLException e) {
      throw new CannotStart("the database cannot be used: " + e.getMessage());
    }
  }

  private AgroalConnectionFactoryConfigurationSupplier connection(
      AgroalConnectionFactoryConfigurationSupplier connection, String program, boolean readOnly) {
    user.ifPresent(login -> connection.principal(new NamePrincipal(login)));
    password.ifPresent(word -> connection.credential(new SimplePassword(word)));
    return connection
        .connectionProviderClass(Driver.class)
        .jdbcUrl(url)
        .jdbcProperty("ApplicationName", program)
        .jdbcProperty("options", "-c default_transaction_read_only=" + (readOnly ? "on" : "off"));
  }
}
