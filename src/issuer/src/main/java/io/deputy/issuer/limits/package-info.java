/**
 * How much anybody may ask, counted by each instance for itself. Start at {@link
 * io.deputy.issuer.limits.RateLimits}.
 */
package io.deputy.issuer.limits;
