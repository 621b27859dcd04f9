/**
 * {@code openapi.yaml} in JAX-RS: from HTTP to values and back. No policy. Start at {@link
 * io.deputy.issuer.http.ExchangeEndpoint}.
 */
package io.deputy.issuer.http;
