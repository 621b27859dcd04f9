/**
 * The token exchange (RFC 8693) as one decision: a request goes in, and an {@link
 * io.deputy.issuer.exchange.ExchangeOutcome} comes out, whose token stands in the ledger already.
 * No framework; what it needs from outside are ports. Start at {@link
 * io.deputy.issuer.exchange.Exchange}.
 */
package io.deputy.issuer.exchange;
