package io.deputy.biscuit;

import java.util.List;
import java.util.Objects;

/**
 * The first blocks of a verified token. Their signatures hold in every token that begins with the
 * same bytes under the same root key; the proof, which ends a token, is no part of it.
 */
public final class VerifiedPrefix {
  private final VerifiedBiscuit token;
  private final int size;

  VerifiedPrefix(VerifiedBiscuit token, int size) {
    this.token = Objects.requireNonNull(token);
    Objects.checkIndex(size - 1, token.content().blocks().size());
    this.size = size;
  }

  /** How many blocks there are; at least one. */
  public int size() {
    return size;
  }

  /** The blocks. */
  List<SignedBlock> blocks() {
    return token.content().blocks().subList(0, size);
  }

  /** The key that signed the authority block. */
  PublicKey root() {
    return token.root();
  }

  /** Where the reader of the token stood after each block. */
  List<BlockReader.Mark> marks() {
    return token.content().marks().subList(0, size);
  }
}
