/**
 * The transparency log: every row of the record that matters is a leaf of a Merkle tree (RFC 6962,
 * section 2.1), so that whoever saw the root of one tree notices when a later one was rewritten.
 * Trees are published as C2SP tlog-tiles, their roots as C2SP tlog-checkpoint signed notes.
 *
 * <p>Start at {@link io.deputy.log.Checkpoint} to verify, at {@link io.deputy.log.LogRow} to
 * compare a row with its leaf, at {@link io.deputy.log.Frontier} to make a root from all leaves,
 * and at {@link io.deputy.log.MerkleTree} to make proofs.
 */
package io.deputy.log;
