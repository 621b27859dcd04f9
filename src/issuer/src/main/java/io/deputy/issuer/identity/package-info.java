/**
 * Who is asking, and for whom: users' JWTs and agents' client assertions. Start at {@link
 * io.deputy.issuer.identity.JwtUsers} and {@link io.deputy.issuer.identity.AssertedCallers}.
 */
package io.deputy.issuer.identity;
