/**
 * The issuer's own keys: read once from a private folder, or made on the first start. Start at
 * {@link io.deputy.issuer.keys.KeyFolder}.
 */
package io.deputy.issuer.keys;
