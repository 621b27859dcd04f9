/**
 * Wiring and start: the settings, the embedded database, the one place that chooses which
 * implementation stands behind each port. Start at {@link io.deputy.issuer.app.Main}.
 */
package io.deputy.issuer.app;
