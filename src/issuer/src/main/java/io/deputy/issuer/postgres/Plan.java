package io.deputy.issuer.postgres;

import jakarta.persistence.EntityManager;

/** How the database plans what follows in a transaction. */
enum Plan {
  /** As it does by itself: functions that are called for each row keep their plans. */
  KEPT("auto", "on"),
  /** For the values that are asked for: a plan for any values walks too much for rare ones. */
  FOR_VALUES("force_custom_plan", "on"),
  /**
   * By the indexes of what is asked for, all of it, and sorted then. For what is known to be rare:
   * statistics do not tell rare elements of arrays from those that are only not frequent.
   */
  FOR_RARE_VALUES("force_custom_plan", "off");

  private final String mode;
  private final String ordered;

  Plan(String mode, String ordered) {
    this.mode = mode;
    this.ordered = ordered;
  }

  /** From now on, until the transaction ends. */
  void choose(EntityManager entities) {
    entities
        .createNativeQuery(
            """
            SELECT set_config('plan_cache_mode', :mode, true),
              set_config('enable_indexscan', :ordered, true),
              set_config('enable_seqscan', :ordered, true)
            """)
        .setParameter("mode", mode)
        .setParameter("ordered", ordered)
        .getSingleResult();
  }
}
