/**
 * Giving the record away in files: JSON Lines of our own, or events of OCSF. Start at {@link
 * io.deputy.issuer.export.Export}.
 */
package io.deputy.issuer.export;
