package io.deputy.biscuit;

/**
 * A set of blocks and the authorizer: where a fact comes from, or whose facts a rule trusts.
 *
 * <p>Source: Biscuit specification, "Scopes" and "Datalog fact generation".
 *
 * @param bits bit <i>n</i> for block <i>n</i>, the sign bit for the authorizer
 */
public record Origin(long bits) {
  /** How many blocks an origin can tell apart; bounds {@link Limits#blocks}. */
  public static final int MAX_BLOCKS = Long.SIZE - 1;

  /** No block at all. */
  static final Origin NONE = new Origin(0);

  /** The authorizer alone. */
  public static final Origin AUTHORIZER = new Origin(Long.MIN_VALUE);

  /** One block alone. */
  public static Origin block(int number) {
    return new Origin(1L << number);
  }

  /** Whether the authorizer is among them. */
  public boolean hasAuthorizer() {
    return bits < 0;
  }

  /** Whether this block is among them. */
  public boolean hasBlock(int number) {
    return ((bits >>> number) & 1) == 1;
  }

  Origin with(Origin other) {
    return new Origin(bits | other.bits);
  }

  /** Every block before {@code number}, and {@code number} itself. */
  static Origin upTo(int number) {
    return new Origin((1L << (number + 1)) - 1);
  }
}
