package io.deputy.issuer.postgres;

import io.deputy.Refusal;
import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.FoundDecision;
import io.deputy.issuer.export.ExportedHop;
import io.deputy.issuer.export.ExportedRevocation;
import io.deputy.issuer.export.RecordSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The record on PostgreSQL from end to end: one transaction, one snapshot, and rows that are
 * fetched some at a time. Needs no more than the privileges of {@code deputy_auditor}.
 */
public final class PostgresRecordSource implements RecordSource {
  private static final Logger LOG = Logger.getLogger(PostgresRecordSource.class);

  /** Rows that are held at once: of decisions, 64 KiB each at worst. */
  private static final int AT_ONCE = 200;

  /** How long the first row of a part may take, where much is sorted. */
  private static final Duration STATEMENT = Duration.ofMinutes(5);

  /** How long whoever takes the rows may do nothing; longer than a connection may be silent. */
  private static final Duration IDLE = Duration.ofSeconds(60);

  private static final String BEGIN =
      """
      SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
      SET LOCAL statement_timeout = %d;
      SET LOCAL idle_in_transaction_session_timeout = %d;
      """
          .formatted(STATEMENT.toMillis(), IDLE.toMillis());

  private static final String COVERAGE =
      """
      WITH newest AS (
        SELECT c.size, c.note FROM log_checkpoint c
        WHERE NOT EXISTS (SELECT FROM key_event k
                          WHERE k.number = c.log_key AND k.state = 'compromised')
        ORDER BY c.size DESC LIMIT 1)
      SELECT (SELECT note FROM newest) AS note,
        (SELECT count(*) FROM log_queue) + (SELECT coalesce(max(index) + 1, 0) FROM log_leaf)
          - coalesce((SELECT size FROM newest), 0) AS beyond
      """;

  private final DataSource database;

  /**
   * @param database gives connections of a login that may read the record
   */
  public PostgresRecordSource(DataSource database) {
    this.database = Objects.requireNonNull(database);
  }

  @Override
  public Snapshot open() throws Refusal {
    try {
      Connection connection = database.getConnection();
      try {
        return new OneMoment(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw Unavailable.because("the record could not be exported", e);
    }
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static final class OneMoment implements Snapshot {
    private final Connection connection;
    private final int patience;

    OneMoment(Connection connection) throws SQLException {
      this.connection = connection;
      this.patience = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, (int) STATEMENT.plus(IDLE).toMillis());
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(BEGIN);
      }
    }

    @Override
    public Coverage coverage() throws Refusal {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(COVERAGE)) {
        row.next();
        return new Coverage(Columns.text(row, "note"), row.getLong("beyond"));
      } catch (SQLException e) {
        throw Unavailable.because("the record could not be exported", e);
      }
    }

    @Override
    public void hops(Filter filter, Row<ExportedHop> row) throws Refusal, IOException {
      each("hops", ExportQuery.hops(filter), ExportColumns::hop, row);
    }

    @Override
    public void revocations(Filter filter, Row<ExportedRevocation> row)
        throws Refusal, IOException {
      each("revocations", ExportQuery.revocations(filter), ExportColumns::revocation, row);
    }

    @Override
    public void decisions(Filter filter, Row<FoundDecision> row) throws Refusal, IOException {
      each("decisions", ExportQuery.decisions(filter), ExportColumns::decision, row);
    }

    private <T> void each(String cursor, ExportQuery query, Reader<T> reader, Row<T> taker)
        throws Refusal, IOException {
      try {
        query.declare(connection, cursor);
        while (fetch(cursor, reader, taker) == AT_ONCE) {
          // There may be more.
        }
        try (Statement statement = connection.createStatement()) {
          statement.execute("CLOSE " + cursor);
        }
      } catch (SQLException e) {
        throw Unavailable.because("the record could not be exported", e);
      }
    }

    private <T> int fetch(String cursor, Reader<T> reader, Row<T> taker)
        throws SQLException, Refusal, IOException {
      int fetched = 0;
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("FETCH " + AT_ONCE + " FROM " + cursor)) {
        while (rows.next()) {
          fetched++;
          taker.take(reader.read(rows));
        }
      }
      return fetched;
    }

    @Override
    public void close() {
      try (connection) {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setNetworkTimeout(Runnable::run, patience);
      } catch (SQLException e) {
        LOG.warnf("a connection did not close: %s", e.getMessage());
      }
    }
  }
}
