package io.deputy.biscuit;

/**
 * How much of a token is read. Each limit is checked before the work that it bounds.
 *
 * @param tokenBytes the most decoded bytes of a token
 * @param blocks the most blocks, the authority included
 * @param statements the most facts, rules and checks, of all blocks together
 */
public record Limits(int tokenBytes, int blocks, int statements) {
  /** 16 KiB: twice the 8 KB of headers that most servers accept. */
  public static final int TOKEN_BYTES = 16 * 1024;

  /** 32 blocks: four times the eight hops of a default chain, and 2 ms of signatures. */
  public static final int BLOCKS = 32;

  /** 200 statements: far above what a full chain says, small enough to evaluate in milliseconds. */
  public static final int STATEMENTS = 200;

  /**
   * How deep terms and closures nest, in levels. Readers and writers recurse no deeper, so a token
   * can't choose how much stack they use; real tokens nest three or four levels.
   */
  public static final int NESTING = 32;

  /** The limits for tokens that come from outside. */
  public static final Limits STANDARD = new Limits(TOKEN_BYTES, BLOCKS, STATEMENTS);

  /**
   * @throws IllegalArgumentException if a limit is not positive, or more blocks than {@link
   *     Origin#MAX_BLOCKS}
   */
  public Limits {
    if (tokenBytes < 1 || blocks < 1 || statements < 1) {
      throw new IllegalArgumentException("limits are positive");
    }
    if (blocks > Origin.MAX_BLOCKS) {
      throw new IllegalArgumentException("a token has at most " + Origin.MAX_BLOCKS + " blocks");
    }
  }
}
