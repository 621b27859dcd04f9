/** How callers prove the key that a token is bound to: DPoP (RFC 9449) or mutual TLS (RFC 8705). */
package io.deputy.gateway.holder;
