package io.deputy.issuer.export;

import io.deputy.Refusal;
import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.FoundDecision;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** Port: the record as it is at one moment, from the first row to the last. */
public interface RecordSource {
  /**
   * Begins to read. What is recorded later is not in it.
   *
   * @throws Refusal {@code record_unavailable}
   */
  Snapshot open() throws Refusal;

  /** Takes one row; the next is read after that. */
  interface Row<T> {
    /** Takes it. */
    void take(T row) throws IOException, Refusal;
  }

  /**
   * How much of the record somebody can prove.
   *
   * @param checkpoint the newest signed note of the log; none before the first, or while only
   *     compromised keys made some
   * @param beyond how many rows of the record are not under it yet
   */
  record Coverage(Optional<String> checkpoint, long beyond) {
    public Coverage {
      Objects.requireNonNull(checkpoint);
    }
  }

  /** One moment of the record. Everything throws {@code record_unavailable} if it breaks off. */
  interface Snapshot extends AutoCloseable {
    /** What the log has of it. */
    Coverage coverage() throws Refusal;

    /** Every hop of the chains of which one hop matches. */
    void hops(Filter filter, Row<ExportedHop> row) throws Refusal, IOException;

    /** The revocations of what matches. */
    void revocations(Filter filter, Row<ExportedRevocation> row) throws Refusal, IOException;

    /** The decisions that match. */
    void decisions(Filter filter, Row<FoundDecision> row) throws Refusal, IOException;

    @Override
    void close();
  }
}
