package io.deputy.chain;

import io.deputy.Bytes;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.StepBound;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The blocks of a delegation token, whose signatures and attestations were verified: what the
 * issuer said. That is not enough to let anything pass, which takes a {@link VerifiedChain}; an
 * {@link UnprovenChain} stands on record, and nobody presents it.
 */
public abstract sealed class SignedChain permits VerifiedChain, UnprovenChain {
  private final UnverifiedChain content;
  private final StepBound stepBound;

  SignedChain(UnverifiedChain content) {
    this.content = Objects.requireNonNull(content);
    this.stepBound = StepBound.of(content.biscuit().blocks());
  }

  /** The blocks' signatures, in the form in which they are revoked. */
  public abstract List<Bytes> revocationIds();

  /** The blocks; number 0 is the authority. */
  public final List<SignedBlock> blocks() {
    return content.biscuit().blocks();
  }

  /** The most steps that evaluating it takes, if holders added no blocks. */
  public final StepBound stepBound() {
    return stepBound;
  }

  /** Who minted it. */
  public final String issuer() {
    return content.issuer();
  }

  /** Which chain it belongs to. */
  public final ChainId id() {
    return content.id();
  }

  /** Whose authority it carries. */
  public final User user() {
    return content.user();
  }

  /** Every attested step, from hop 0. */
  public final List<Hop> hops() {
    return content.hops();
  }

  /** The last attested step: who holds the token now, until when, and where it is honoured. */
  public final Hop last() {
    return content.last();
  }

  /** What the token allows, as attested. A holder's own blocks can only take away from it. */
  public final Rights rights() {
    return content.rightsAfter(content.last().number());
  }

  /**
   * What the token allowed after hop {@code number}, as attested.
   *
   * @throws IndexOutOfBoundsException if there is no such hop
   */
  public final Rights rightsAfter(int number) {
    return content.rightsAfter(number);
  }

  /**
   * The first attested block whose check on rights the request does not pass, if there is one.
   * Holders' own blocks are not considered, and neither are time and audience.
   */
  public final OptionalInt firstBlockAgainst(Request request) {
    return content.firstBlockAgainst(request);
  }

  /** What it claimed to be, which is what it is. */
  final UnverifiedChain content() {
    return content;
  }

  /** The authority's capabilities, in the order of their numbers from 1. */
  public final Rights authorityRights() {
    return content.authorityRights();
  }

  /** The indices of blocks that holders added themselves. */
  public final List<Integer> holderBlocks() {
    return content.holderBlocks();
  }
}
