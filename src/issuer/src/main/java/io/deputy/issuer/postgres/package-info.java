/**
 * The ports on PostgreSQL, with Hibernate Panache. Entities never leave this package; the tables
 * are those of {@code db/migrations}.
 */
package io.deputy.issuer.postgres;
