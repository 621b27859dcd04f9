package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.decisions.DecisionLog;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.DecisionBatch;
import io.deputy.verify.TokenBlocks;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Decisions on PostgreSQL: one transaction for each batch, one batch of a stream at a time. */
@ApplicationScoped
class PostgresDecisionLog implements DecisionLog {
  private final EntityManager entities;

  PostgresDecisionLog(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  public long record(DecisionBatch batch, String jws, HopRecord.Source source) throws Refusal {
    try {
      return QuarkusTransaction.requiringNew().call(() -> insert(batch, jws, source));
    } catch (Conflict e) {
      throw new Refusal(
          Reason.DECISION_CONFLICT,
          "another record is stored under number "
              + e.number
              + " of stream "
              + batch.stream()
              + " of gateway \""
              + batch.gateway()
              + "\"; nothing of the batch was stored");
    } catch (RuntimeException e) {
      throw Unavailable.because("decisions could not be recorded", e);
    }
  }

  private long insert(DecisionBatch batch, String jws, HopRecord.Source source) {
    long missing =
        ((Number)
                of(batch, "SELECT hold_decisions(:gateway, CAST(:stream AS uuid))")
                    .getSingleResult())
            .longValue();
    DecisionRows fresh = fresh(batch);
    insertTokens(batch.tokens());
    if (fresh.isEmpty()) {
      return missing;
    }
    long next = batch.from() <= missing ? nextAfter(batch, missing) : missing;
    UUID id = UUID.randomUUID();
    insertBatch(id, batch, next, jws, source);
    insertRecords(id, batch, fresh);
    return next;
  }

  private Query of(DecisionBatch batch, String sql) {
    return entities
        .createNativeQuery(sql)
        .setParameter("gateway", batch.gateway())
        .setParameter("stream", batch.stream().toString());
  }

  /** Those that are not stored yet. */
  private DecisionRows fresh(DecisionBatch batch) {
    Map<Long, Bytes> stored = stored(batch);
    DecisionRows fresh = new DecisionRows();
    for (int i = 0; i < batch.records().size(); i++) {
      long number = batch.from() + i;
      String content = DecisionRecordJson.write(batch.records().get(i));
      Bytes before = stored.get(number);
      if (before == null) {
        fresh.add(number, batch.records().get(i), content);
      } else if (!before.equals(Bytes.of(content.getBytes(StandardCharsets.UTF_8)).sha256())) {
        throw new Conflict(number);
      }
    }
    return fresh;
  }

  private Map<Long, Bytes> stored(DecisionBatch batch) {
    List<?> rows =
        of(
                batch,
                """
                SELECT number, sha256(convert_to(content, 'UTF8')) FROM decision
                WHERE gateway = :gateway AND stream = CAST(:stream AS uuid)
                  AND number >= :from AND number < :next
                """)
            .setParameter("from", batch.from())
            .setParameter("next", batch.next())
            .getResultList();
    Map<Long, Bytes> stored = new HashMap<>();
    for (Object row : rows) {
      Object[] columns = (Object[]) row;
      stored.put(((Number) columns[0]).longValue(), Bytes.of((byte[]) columns[1]));
    }
    return stored;
  }

  private long nextAfter(DecisionBatch batch, long missing) {
    return ((Number)
            of(batch, "SELECT first_missing_decision(:gateway, CAST(:stream AS uuid), :candidate)")
                .setParameter("candidate", Math.max(missing, batch.next()))
                .getSingleResult())
        .longValue();
  }

  private void insertTokens(List<TokenBlocks> tokens) {
    if (tokens.isEmpty()) {
      return;
    }
    entities
        .createNativeQuery(
            """
            INSERT INTO decision_token (digest, blocks)
            SELECT sha256(t), t
            FROM (SELECT DISTINCT decode(h, 'hex') FROM unnest(CAST(:tokens AS text[])) AS u (h))
              AS d (t)
            ORDER BY 1
            ON CONFLICT DO NOTHING
            """)
        .setParameter("tokens", tokens.stream().map(t -> t.bytes().toHex()).toArray(String[]::new))
        .executeUpdate();
  }

  private void insertBatch(
      UUID id, DecisionBatch batch, long next, String jws, HopRecord.Source source) {
    of(
            batch,
            """
            INSERT INTO decision_batch
              (id, gateway, stream, first, last, next, jws, client_address, trace)
            VALUES (CAST(:id AS uuid), :gateway, CAST(:stream AS uuid), :first, :last, :next, :jws,
              :address, :trace)
            """)
        .setParameter("id", id.toString())
        .setParameter("first", batch.from())
        .setParameter("last", batch.next() - 1)
        .setParameter("next", next)
        .setParameter("jws", jws)
        .setParameter("address", source.address())
        .setParameter("trace", source.trace())
        .executeUpdate();
  }

  private void insertRecords(UUID id, DecisionBatch batch, DecisionRows records) {
    of(
            batch,
            """
            INSERT INTO decision
              (gateway, stream, number, batch, decided_at, verdict, reason, standing, token, issuer,
               chain, hop, user_issuer, user_subject, agents, servers, names, route, trace, content)
            SELECT :gateway, CAST(:stream AS uuid), number, CAST(:id AS uuid), decided_at, verdict,
              reason, standing, decode(token, 'hex'), issuer, chain, hop, user_issuer, user_subject,
              agents, servers, names, route, trace, content
            FROM json_to_recordset(CAST(:rows AS json)) AS r (
              number bigint, decided_at timestamptz, verdict text, reason text, standing text,
              token text, issuer text, chain uuid, hop uuid, user_issuer text, user_subject text,
              agents text[], servers text[], names text[], route text, trace text, content text)
            """)
        .setParameter("id", id.toString())
        .setParameter("rows", records.json())
        .executeUpdate();
  }

  /** Rolls back: of a batch all is recorded, or nothing. */
  private static final class Conflict extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final long number;

    Conflict(long number) {
      super("number " + number, null, false, false);
      this.number = number;
    }
  }
}
