/**
 * Trust bundles, as gateways fetch them: what this issuer says of its keys and of what it took back
 * ({@link io.deputy.verify.TrustBundle}), signed. Start at {@link
 * io.deputy.issuer.bundle.LongPoll}.
 */
package io.deputy.issuer.bundle;
