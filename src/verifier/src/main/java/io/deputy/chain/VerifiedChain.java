package io.deputy.chain;

import io.deputy.biscuit.StepBound;
import io.deputy.biscuit.VerifiedBiscuit;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A delegation token whose signatures and attestations were verified: holding one is the proof.
 * Only {@link UnverifiedChain#verify} makes one. It says who may do what; it does not say that the
 * token is in time, or that whoever presents it is its holder.
 */
public final class VerifiedChain {
  private final VerifiedBiscuit biscuit;
  private final UnverifiedChain content;
  private final StepBound stepBound;

  VerifiedChain(VerifiedBiscuit biscuit, UnverifiedChain content) {
    this.biscuit = Objects.requireNonNull(biscuit);
    this.content = Objects.requireNonNull(content);
    this.stepBound = StepBound.of(biscuit.content().blocks());
  }

  /** The most steps that evaluating it takes, if holders added no blocks. */
  public StepBound stepBound() {
    return stepBound;
  }

  /** The token, every signature of which was verified. */
  public VerifiedBiscuit biscuit() {
    return biscuit;
  }

  /** Who minted it. */
  public String issuer() {
    return content.issuer();
  }

  /** Which chain it belongs to. */
  public ChainId id() {
    return content.id();
  }

  /** Whose authority it carries. */
  public User user() {
    return content.user();
  }

  /** Every attested step, from hop 0. */
  public List<Hop> hops() {
    return content.hops();
  }

  /** The last attested step: who holds the token now, until when, and where it is honoured. */
  public Hop last() {
    return content.last();
  }

  /** What the token allows, as attested. A holder's own blocks can only take away from it. */
  public Rights rights() {
    return content.rightsAfter(content.last().number());
  }

  /**
   * What the token allowed after hop {@code number}, as attested.
   *
   * @throws IndexOutOfBoundsException if there is no such hop
   */
  public Rights rightsAfter(int number) {
    return content.rightsAfter(number);
  }

  /**
   * The first attested block whose check on rights the request does not pass, if there is one.
   * Holders' own blocks are not considered, and neither are time and audience.
   */
  public OptionalInt firstBlockAgainst(Request request) {
    return content.firstBlockAgainst(request);
  }

  /** What it claimed to be, which is what it is. */
  UnverifiedChain content() {
    return content;
  }

  /** The authority's capabilities, in the order of their numbers from 1. */
  public Rights authorityRights() {
    return content.authorityRights();
  }

  /** The indices of blocks that holders added themselves. */
  public List<Integer> holderBlocks() {
    return content.holderBlocks();
  }
}
