/**
 * Tells a receiver of the operator's what was taken back and what was refused, as it goes on
 * record. Start at {@link io.deputy.issuer.webhook.Webhook}.
 */
package io.deputy.issuer.webhook;
