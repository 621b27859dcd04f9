/**
 * The delegation profile on top of Biscuit: from bytes to an {@link
 * io.deputy.chain.UnverifiedChain}, and with trusted keys to a {@link
 * io.deputy.chain.VerifiedChain}: user, agents, hops, rights.
 */
package io.deputy.chain;
