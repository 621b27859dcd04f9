/**
 * The record of what was delegated. A hop's row is committed before its token leaves, and no row is
 * ever changed. Start at {@link io.deputy.issuer.ledger.Ledger}.
 */
package io.deputy.issuer.ledger;
