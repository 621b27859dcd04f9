/**
 * Makes delegation tokens: Biscuit-Java authors the blocks, Bouncy Castle signs them, and the
 * verifier that a gateway uses reads them back before anybody sees them. The only package that sees
 * Biscuit-Java and private keys. Start at {@link io.deputy.minting.Minter}.
 */
package io.deputy.minting;
