package io.deputy.log;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * That an entry is in the log: all that is needed to see it without asking anybody.
 *
 * @param entry the content of the leaf
 * @param index where it stands, from 0
 * @param hashes beside the way to the root, from the leaf's sibling up (RFC 6962, section 2.1.1)
 * @param checkpoint the signed note with the root
 */
public record LogProof(String entry, long index, List<Bytes> hashes, String checkpoint) {
  public LogProof {
    Objects.requireNonNull(entry);
    hashes = List.copyOf(hashes);
    Objects.requireNonNull(checkpoint);
  }

  /**
   * Verifies it.
   *
   * @param keys of the log
   * @return the checkpoint under which the entry is
   * @throws Refusal {@code checkpoint_malformed}, {@code checkpoint_signature_invalid}; {@code
   *     log_proof_invalid} if the entry is not in that tree at that place
   */
  public Checkpoint verify(List<NoteKey> keys) throws Refusal {
    Checkpoint opened = Checkpoint.open(checkpoint, keys);
    requireIn(opened.head());
    return opened;
  }

  /**
   * Refuses unless the entry is in this tree at that place.
   *
   * @throws Refusal {@code log_proof_invalid}
   */
  public void requireIn(TreeHead head) throws Refusal {
    Bytes leaf = TreeHash.leaf(Bytes.of(entry.getBytes(StandardCharsets.UTF_8)));
    if (!Proofs.included(leaf, index, head, hashes)) {
      throw new Refusal(
          Reason.LOG_PROOF_INVALID,
          "the proof does not show that the entry is leaf "
              + index
              + " of the "
              + head.size()
              + " in the log");
    }
  }
}
