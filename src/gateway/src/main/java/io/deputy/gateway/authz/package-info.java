/**
 * Answers other gateways that ask whether a request may pass. Each hook turns its protocol's
 * question into an {@link io.deputy.gateway.authz.Original} and the answer back into the protocol;
 * what is asked is decided by the gate, as for requests that pass through here. The route is named
 * only by the configuration of whoever asks: by the address of the hook, or by Envoy's context
 * extensions. Certificates that another gateway says it saw prove nothing here.
 */
package io.deputy.gateway.authz;
