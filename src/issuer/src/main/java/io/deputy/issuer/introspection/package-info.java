/**
 * Telling gateways that cannot verify tokens what they say (RFC 7662). No framework; start at
 * {@link io.deputy.issuer.introspection.Introspection}.
 */
package io.deputy.issuer.introspection;
