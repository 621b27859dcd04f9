package io.deputy.issuer.postgres;

import io.deputy.Refusal;
import io.deputy.issuer.replay.Finding;
import io.deputy.issuer.replay.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with numbers that have no gaps but those under tombstones; decisions whose batch is
 * not there; and batches that are there again.
 */
record Irregularities(ReadQueries queries) {
  /** Those of each kind, the first hundred. */
  List<Finding> all() throws Refusal {
    List<Finding> irregular = new ArrayList<>();
    irregular.addAll(
        queries.rows(
            """
            SELECT cursor, before FROM (
              SELECT cursor, lag(cursor, 1, 0::bigint) OVER (ORDER BY cursor) AS before
              FROM revocation) AS numbered
            WHERE cursor <> before + 1 ORDER BY cursor LIMIT 100
            """,
            row -> Columns.gap("revocation", "", row.getLong("before"), row.getLong("cursor"))));
    irregular.addAll(
        queries.rows(
            """
            SELECT gateway, stream, number, before FROM (
              SELECT gateway, stream, number,
                     lag(number, 1, 0::bigint) OVER (PARTITION BY gateway, stream ORDER BY number)
                       AS before
              FROM decision) AS numbered
            WHERE number <> before + 1 AND number - before - 1 IS DISTINCT FROM (
              SELECT sum(least(t.last, numbered.number - 1)
                         - greatest(t.first, numbered.before + 1) + 1)
              FROM tombstone_numbers t JOIN tombstone s ON s.number = t.tombstone
              WHERE t.gateway = numbered.gateway AND t.stream = numbered.stream
                AND t.first < numbered.number AND t.last > numbered.before)
            ORDER BY gateway, stream, number LIMIT 100
            """,
            row ->
                Columns.gap(
                    "decision",
                    row.getString("gateway") + " " + row.getString("stream") + " ",
                    row.getLong("before"),
                    row.getLong("number"))));
    irregular.addAll(
        queries.rows(
            """
            SELECT d.batch, min(d.number) AS number FROM decision d
            WHERE NOT EXISTS (SELECT FROM decision_batch b
                              WHERE b.id = d.batch AND b.recorded_at = d.recorded_at)
            GROUP BY d.batch ORDER BY d.batch LIMIT 100
            """,
            row ->
                new Finding.Missing(
                    new Row("decision_batch", row.getString("batch")),
                    "decision " + row.getLong("number") + " came with it")));
    irregular.addAll(queries.on(TombstoneRows::back));
    return irregular;
  }
}
