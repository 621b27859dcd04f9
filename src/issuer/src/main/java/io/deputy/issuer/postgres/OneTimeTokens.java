package io.deputy.issuer.postgres;

import io.deputy.issuer.ledger.OneTimeToken;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The table {@code one_time_token}. */
@ApplicationScoped
class OneTimeTokens {
  private final EntityManager entities;

  OneTimeTokens(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * Inserts those that are not there yet, in one round trip, within the caller's transaction; one
   * that another transaction is inserting is waited for.
   *
   * @return the kinds of those that were inserted
   */
  @SuppressWarnings("unchecked")
  List<String> insert(List<OneTimeToken> tokens) {
    return entities
        .createNativeQuery(
            """
            INSERT INTO one_time_token (kind, signer, id, expires_at)
            SELECT * FROM unnest(
              CAST(:kinds AS text[]), CAST(:signers AS text[]),
              CAST(:ids AS text[]), CAST(:expiries AS timestamptz[]))
            ON CONFLICT DO NOTHING RETURNING kind
            """,
            String.class)
        .setParameter("kinds", texts(tokens, t -> t.kind().word()))
        .setParameter("signers", texts(tokens, OneTimeToken::signer))
        .setParameter("ids", texts(tokens, OneTimeToken::id))
        .setParameter(
            "expiries", tokens.stream().map(OneTimeToken::expiresAt).toArray(Instant[]::new))
        .getResultList();
  }

  private static String[] texts(List<OneTimeToken> tokens, Function<OneTimeToken, String> text) {
    return tokens.stream().map(text).toArray(String[]::new);
  }
}
