package io.deputy.verify;

import io.deputy.Bytes;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.Hop;
import io.deputy.chain.HopId;
import io.deputy.chain.UnverifiedChain;
import io.deputy.chain.User;
import io.deputy.chain.VerifiedChain;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The token of a recorded decision, as far as the gateway got with it. What it verified and what a
 * token only claimed are different types, so that nobody takes the one for the other.
 */
public sealed interface RecordedToken {
  /** The digest of its {@link TokenBlocks}, if it has the shape of a delegation token. */
  default Optional<Bytes> blocksDigest() {
    return Optional.empty();
  }

  /** Who delegated to whom, by what it proves or claims; which of the two says its type. */
  default Optional<Delegation> says() {
    return Optional.empty();
  }

  /** There was none. */
  record None() implements RecordedToken {}

  /**
   * Bytes that are no delegation token.
   *
   * @param digest SHA-256 of all of them
   */
  record Unreadable(Bytes digest) implements RecordedToken {
    public Unreadable {
      requireDigest(digest);
    }

    /** What stands for bytes that could not be read. */
    public static Unreadable of(Bytes token) {
      return new Unreadable(token.sha256());
    }
  }

  /**
   * It has the shape of a delegation token, and says this of itself. Anybody can write one.
   *
   * @param digest of its {@link TokenBlocks}
   * @param claims what it says
   */
  record Claimed(Bytes digest, Delegation claims) implements RecordedToken {
    public Claimed {
      requireDigest(digest);
      Objects.requireNonNull(claims);
    }

    @Override
    public Optional<Bytes> blocksDigest() {
      return Optional.of(digest);
    }

    @Override
    public Optional<Delegation> says() {
      return Optional.of(claims);
    }

    /** What a token claims that nobody verified. */
    public static Claimed of(TokenBlocks blocks, UnverifiedChain chain) {
      return new Claimed(
          blocks.digest(), Delegation.of(chain.issuer(), chain.id(), chain.user(), chain.hops()));
    }
  }

  /**
   * The gateway verified every signature and attestation, by its keys of then.
   *
   * @param digest of its {@link TokenBlocks}
   * @param delegation what they prove
   */
  record Verified(Bytes digest, Delegation delegation) implements RecordedToken {
    public Verified {
      requireDigest(digest);
      Objects.requireNonNull(delegation);
    }

    @Override
    public Optional<Bytes> blocksDigest() {
      return Optional.of(digest);
    }

    @Override
    public Optional<Delegation> says() {
      return Optional.of(delegation);
    }

    /** What a verified token says. */
    public static Verified of(TokenBlocks blocks, VerifiedChain chain) {
      return new Verified(
          blocks.digest(), Delegation.of(chain.issuer(), chain.id(), chain.user(), chain.hops()));
    }
  }

  /**
   * Who delegated to whom.
   *
   * @param issuer who minted the token
   * @param chain which chain it belongs to
   * @param hop its last attested hop
   * @param user whose authority it carries
   * @param agents the holder of each hop, from hop 0
   */
  record Delegation(String issuer, ChainId chain, HopId hop, User user, List<String> agents) {
    /**
     * @throws IllegalArgumentException if there are no agents
     */
    public Delegation {
      Objects.requireNonNull(issuer);
      Objects.requireNonNull(chain);
      Objects.requireNonNull(hop);
      Objects.requireNonNull(user);
      agents = List.copyOf(agents);
      if (agents.isEmpty()) {
        throw new IllegalArgumentException("somebody holds every token");
      }
    }

    private static Delegation of(String issuer, ChainId chain, User user, List<Hop> hops) {
      return new Delegation(
          issuer,
          chain,
          hops.get(hops.size() - 1).id(),
          user,
          hops.stream().map(Hop::holder).map(Holder::agent).toList());
    }
  }

  private static void requireDigest(Bytes digest) {
    if (digest.size() != DIGEST_BYTES) {
      throw new IllegalArgumentException("a digest has 32 bytes, not " + digest.size());
    }
  }

  /** How many bytes a digest has: those of SHA-256. */
  int DIGEST_BYTES = 32;
}
