package io.deputy.issuer.postgres;

import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.issuer.audit.BlastRadius;
import io.deputy.issuer.audit.ChainRecord;
import io.deputy.issuer.audit.DecisionPoints;
import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.FoundChain;
import io.deputy.issuer.audit.FoundDecision;
import io.deputy.issuer.audit.Page;
import io.deputy.issuer.audit.Place;
import io.deputy.issuer.audit.RecordReader;
import io.deputy.verify.Revocation;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** The record on PostgreSQL, for reading. */
@ApplicationScoped
class PostgresRecordReader implements RecordReader {
  private final EntityManager entities;
  private final ChainQueries chains;
  private final DecisionQueries decisions;
  private final BlastQueries blasts;

  PostgresRecordReader(EntityManager entities) {
    this.entities = entities;
    this.chains = new ChainQueries(entities);
    this.decisions = new DecisionQueries(entities);
    this.blasts = new BlastQueries(entities);
  }

  @Override
  public Page<FoundChain> chains(Filter filter, Optional<Place> after, int size) throws Refusal {
    return read(() -> Page.of(chains.find(filter, after, size + 1), size, FoundChain::place));
  }

  @Override
  public Optional<ChainRecord> chain(ChainId chain) throws Refusal {
    return read(() -> chains.read(chain));
  }

  @Override
  public Page<FoundDecision> decisions(Filter filter, Optional<Place> after, int size)
      throws Refusal {
    return read(() -> Page.of(decisions.find(filter, after, size + 1), size, FoundDecision::place));
  }

  @Override
  public DecisionPoints points(Filter filter) throws Refusal {
    return read(() -> decisions.points(filter));
  }

  @Override
  public BlastRadius blastRadius(Revocation revocation, Instant now) throws Refusal {
    return read(() -> blasts.of(revocation, now));
  }

  /** One snapshot for each answer. */
  private <T> T read(Supplier<T> query) throws Refusal {
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () -> {
                entities
                    .createNativeQuery("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    .executeUpdate();
                return query.get();
              });
    } catch (RuntimeException e) {
      throw Unavailable.because("the record could not be read", e);
    }
  }
}
