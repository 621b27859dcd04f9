/**
 * The Biscuit v3 container and its Datalog: decode strictly, verify signatures, evaluate checks
 * under limits. Knows nothing of delegation. Start at {@link io.deputy.biscuit.UnverifiedBiscuit}.
 *
 * <p>Source: SPECIFICATIONS.md and schema.proto of the Biscuit project.
 */
package io.deputy.biscuit;
