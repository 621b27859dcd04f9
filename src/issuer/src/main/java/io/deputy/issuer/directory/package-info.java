/**
 * Who is known here and what they may have: agents, users' grants, gateways, and the issuers that
 * may vouch for users. Immutable once read; start at {@link io.deputy.issuer.directory.Directory}.
 */
package io.deputy.issuer.directory;
