package io.deputy.issuer.postgres;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The table {@code hop}. */
@ApplicationScoped
class HopRows implements PanacheRepositoryBase<HopRow, UUID> {}
