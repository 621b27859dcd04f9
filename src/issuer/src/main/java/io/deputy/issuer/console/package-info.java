/**
 * The console: pages for auditors and operators. What they show is read through {@code audit}; only
 * a revocation writes. Every page can be read without JavaScript.
 */
package io.deputy.issuer.console;
