/**
 * Where an issuer's long-lived keys are kept: a folder with a manifest, private keys in encrypted
 * files or in a PKCS#11 module, and the changes that a key can go through. Start at {@link
 * io.deputy.minting.keys.KeyFolder}.
 */
package io.deputy.minting.keys;
