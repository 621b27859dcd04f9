/**
 * Taking back what was delegated (RFC 7009), for good and with everything below it. No framework;
 * start at {@link io.deputy.issuer.revocation.TokenRevocation}.
 */
package io.deputy.issuer.revocation;
