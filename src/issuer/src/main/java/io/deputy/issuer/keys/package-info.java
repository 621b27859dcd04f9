/**
 * The issuer's own keys while it runs: which sign, which verify, and how a change takes effect.
 * Where they are kept is {@link io.deputy.minting.keys}. Start at {@link
 * io.deputy.issuer.keys.IssuerKeys}.
 */
package io.deputy.issuer.keys;
