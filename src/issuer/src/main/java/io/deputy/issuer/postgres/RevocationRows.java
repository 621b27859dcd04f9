package io.deputy.issuer.postgres;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** The table {@code revocation}, for reading. */
@ApplicationScoped
class RevocationRows implements PanacheRepositoryBase<RevocationRow, Long> {}
