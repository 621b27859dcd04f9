/**
 * Replay: everything on record is decided again from the signed blocks, the directory, the keys and
 * the revocations of then, and each row is compared with what comes out. No column is believed that
 * can be recomputed; what cannot be is named. No framework, and nothing is written. Start at {@link
 * io.deputy.issuer.replay.Replay}.
 */
package io.deputy.issuer.replay;
