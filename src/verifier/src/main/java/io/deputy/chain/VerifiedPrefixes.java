package io.deputy.chain;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.Container;
import io.deputy.biscuit.Limits;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads and verifies tokens, and remembers what it verified: a token that it knows, with its proof,
 * is neither read nor verified again; of a token that begins like a known one, only the blocks
 * after those and the proof are.
 *
 * <p>It remembers only what verified in full, under one set of keys that never changes: when keys
 * change, make a new one, which remembers nothing. What is known is found by SHA-256 of the exact
 * bytes from the start of the token, so under the root key number and in the order of the blocks
 * that it was verified with. Whatever is forgotten or displaced is verified again; so all that
 * filling the memory can cost others is time.
 *
 * <p>Safe for any number of threads, without locks.
 */
public final class VerifiedPrefixes {
  /** 1,024 tokens in use at one gateway; their common beginnings are remembered once. */
  private static final int REMEMBERED = 1024;

  /**
   * 8 KiB, the limit of headers in most servers. What an issuer writes takes some ten times its
   * bytes when it is read, so all slots together take tens of megabytes, and less than 200.
   */
  private static final int REMEMBERED_BYTES = 8 * 1024;

  /**
   * 1 KiB of blocks of holders: more than a few checks. Holders write what they like, and what they
   * write can be made to take thirty times its bytes, in as many tokens as they like.
   */
  private static final int REMEMBERED_HOLDER_BYTES = 1024;

  private final TrustedKeys keys;
  private final DigestSlots<Known> tokens = new DigestSlots<>(REMEMBERED);
  private final DigestSlots<Prefix> prefixes = new DigestSlots<>(REMEMBERED);

  /**
   * @param keys the issuers' public keys
   */
  public VerifiedPrefixes(TrustedKeys keys) {
    this.keys = Objects.requireNonNull(keys);
  }

  /** The keys that it verifies with. */
  public TrustedKeys keys() {
    return keys;
  }

  /** A verified token, and in which view of what is revoked it was found live last. */
  private static final class Known {
    private final VerifiedChain chain;
    private volatile long liveAt;

    Known(VerifiedChain chain) {
      this.chain = chain;
    }
  }

  /** The first {@code blocks} blocks of a verified chain. */
  private record Prefix(VerifiedChain chain, int blocks) {}

  /** Of the whole token, and of its beginning up to the end of each block. */
  private record Digests(Bytes whole, List<Bytes> prefixes) {}

  /**
   * Reads a token, as {@link UnverifiedChain#read}.
   *
   * @throws Refusal for any bytes that are not such a token; refuse the request with its reason
   */
  public Reading read(Bytes token) throws Refusal {
    if (token.size() > REMEMBERED_BYTES) {
      return new Reading(UnverifiedChain.read(token), Optional.empty(), Optional.empty());
    }
    Bytes whole = token.sha256();
    Optional<Known> known = tokens.get(whole);
    if (known.isPresent()) {
      return new Reading(known.get().chain.content(), known, Optional.empty());
    }
    Container container = Container.cut(token, Limits.STANDARD);
    Digests digests = new Digests(whole, ofPrefixes(token, container.ends()));
    return new Reading(read(container, digests), Optional.empty(), Optional.of(digests));
  }

  private UnverifiedChain read(Container container, Digests digests) throws Refusal {
    for (int i = digests.prefixes.size() - 1; i >= 0; i--) {
      Optional<Prefix> prefix = prefixes.get(digests.prefixes.get(i));
      if (prefix.isPresent()) {
        VerifiedChain known = prefix.get().chain;
        int blocks = prefix.get().blocks;
        return ProfileReader.read(
            container.read(known.biscuit().prefix(blocks)), known.content(), blocks);
      }
    }
    return ProfileReader.read(container.read());
  }

  private void remember(Known known, Digests digests) {
    VerifiedChain chain = known.chain;
    int byHolders = 0;
    for (int block : chain.holderBlocks()) {
      byHolders += chain.biscuit().content().blocks().get(block).encoded().size();
    }
    if (byHolders > REMEMBERED_HOLDER_BYTES) {
      return;
    }
    tokens.put(digests.whole, known);
    for (int i = 0; i < digests.prefixes.size(); i++) {
      prefixes.put(digests.prefixes.get(i), new Prefix(chain, i + 1));
    }
  }

  /** For each block, a digest of everything from the start of the token to its end. */
  private static List<Bytes> ofPrefixes(Bytes token, List<Integer> ends) {
    byte[] bytes = token.toArray();
    MessageDigest sha256 = sha256();
    List<Bytes> digests = new ArrayList<>(ends.size());
    byte[] before = new byte[sha256.getDigestLength()];
    int from = 0;
    for (int end : ends) {
      // Each covers the one before it, so all of them together cost one pass; the first covers
      // zeros instead, so that no beginning of a token reads like a digest and what follows it.
      sha256.update(before);
      sha256.update(bytes, from, end - from);
      before = sha256.digest();
      digests.add(Bytes.of(before));
      from = end;
    }
    return digests;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A token that was read, for one thread. */
  public final class Reading {
    private final UnverifiedChain claims;
    private final Optional<Digests> digests;
    private Optional<Known> known;

    private Reading(UnverifiedChain claims, Optional<Known> known, Optional<Digests> digests) {
      this.claims = claims;
      this.known = known;
      this.digests = digests;
    }

    /** What the token claims to be, whether or not it was verified. */
    public UnverifiedChain claims() {
      return claims;
    }

    /**
     * Verifies whatever of it was not verified before, and remembers it.
     *
     * @throws Refusal as {@link UnverifiedChain#verify}
     */
    public VerifiedChain verify() throws Refusal {
      if (known.isEmpty()) {
        Known verified = new Known(claims.verify(keys));
        digests.ifPresent(found -> remember(verified, found));
        known = Optional.of(verified);
      }
      return known.get().chain;
    }

    /**
     * Whether the token was found live in this view of what is revoked.
     *
     * @param view a number that no other view has; not 0
     */
    public boolean isLiveAt(long view) {
      return known.isPresent() && known.get().liveAt == view;
    }

    /** Remembers that the token, which was verified, was found live in this view. */
    public void foundLiveAt(long view) {
      known.ifPresent(verified -> verified.liveAt = view);
    }
  }
}
