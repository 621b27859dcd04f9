/** What gateways decided, taken in. Start at {@link io.deputy.issuer.decisions.DecisionIntake}. */
package io.deputy.issuer.decisions;
