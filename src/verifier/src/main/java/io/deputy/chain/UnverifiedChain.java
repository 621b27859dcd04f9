package io.deputy.chain;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Limits;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.capability.Capability;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a token claims to be: it has the shape of a delegation token, and nothing of it is verified.
 * Good for cheap refusals and for showing to people, marked as a claim.
 */
public final class UnverifiedChain {
  /** As long as a signature of Ed25519, and of nobody: its R is a point of small order. */
  private static final Bytes NO_SEAL = Bytes.of(new byte[64]);

  /** A token that was within the limits still is with that seal, which takes up to 70 bytes. */
  private static final Limits ON_RECORD =
      new Limits(Limits.TOKEN_BYTES + 70, Limits.BLOCKS, Limits.STATEMENTS);

  private final UnverifiedBiscuit biscuit;
  private final AuthorityClaims authority;
  private final List<Hop> hops;
  private final List<Optional<RightsClause>> clauses;
  private final List<Integer> holderBlocks;

  UnverifiedChain(
      UnverifiedBiscuit biscuit,
      AuthorityClaims authority,
      List<Hop> hops,
      List<Optional<RightsClause>> clauses) {
    this.biscuit = Objects.requireNonNull(biscuit);
    this.authority = Objects.requireNonNull(authority);
    this.hops = List.copyOf(hops);
    this.clauses = List.copyOf(clauses);
    this.holderBlocks = holderBlocks(biscuit);
  }

  /**
   * Reads a token, strictly: a Biscuit that is not a delegation token in every detail is refused.
   *
   * @throws Refusal for any bytes that are not such a token; refuse the request with its reason
   */
  public static UnverifiedChain read(Bytes token) throws Refusal {
    return of(UnverifiedBiscuit.parse(token));
  }

  /**
   * Reads a Biscuit as a delegation token; otherwise like {@link #read}.
   *
   * @throws Refusal if it is a Biscuit, but not a delegation token in every detail
   */
  public static UnverifiedChain of(UnverifiedBiscuit biscuit) throws Refusal {
    return ProfileReader.read(biscuit);
  }

  /**
   * Reads the blocks of a token on record, as strictly. They are read as a token with a seal that
   * is none, so {@link #verify} refuses it, whatever the keys; {@link #verifyBlocks} does not ask.
   *
   * @param rootKey the number of the key that signed the first block
   * @param blocks encoded signed blocks, the authority first
   * @throws Refusal as {@link #read}
   * @throws IllegalArgumentException if there are no blocks
   */
  public static UnverifiedChain ofBlocks(long rootKey, List<Bytes> blocks) throws Refusal {
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("a token has at least one block");
    }
    Bytes sealed = ContainerWriter.sealedToken(OptionalLong.of(rootKey), blocks, NO_SEAL);
    return of(UnverifiedBiscuit.parse(sealed, ON_RECORD));
  }

  /**
   * Verifies every signature and attestation.
   *
   * @throws Refusal if one does not verify, or is by a key that is not trusted for it
   */
  public VerifiedChain verify(TrustedKeys keys) throws Refusal {
    return new VerifiedChain(biscuit.verify(requireGoodKeys(keys)), this);
  }

  /**
   * Verifies every signature and attestation, and not the proof: for blocks on record, which have
   * none.
   *
   * @param verified blocks on record of which the signatures hold, so that those that both begin
   *     with are verified once
   * @throws Refusal as {@link #verify}
   */
  public UnprovenChain verifyBlocks(TrustedKeys keys, Optional<UnprovenChain> verified)
      throws Refusal {
    PublicKey root = requireGoodKeys(keys);
    return new UnprovenChain(
        biscuit.verifyBlocks(root, verified.map(UnprovenChain::biscuit)), this);
  }

  /** The root key, if that and all attestation keys are trusted for what they signed. */
  private PublicKey requireGoodKeys(TrustedKeys keys) throws Refusal {
    int number = rootKeyNumber();
    TrustedKey root =
        keys.root(number)
            .orElseThrow(
                () ->
                    new Refusal(
                        Reason.ROOT_KEY_UNKNOWN, "root key " + number + " is not trusted here"));
    if (!root.issuer().equals(issuer())) {
      throw new Refusal(
          Reason.ROOT_KEY_UNKNOWN,
          "root key " + number + " is not a key of issuer \"" + issuer() + "\"");
    }
    root.requireGoodFor(hops.get(0).issuedAt());
    int hop = 0;
    for (SignedBlock block : biscuit.blocks()) {
      if (block.external().isPresent()) {
        hop++;
        keys.attestation(block.external().get().key(), issuer())
            .orElseThrow(
                () ->
                    new Refusal(
                        Reason.ATTESTATION_KEY_UNKNOWN,
                        "a block is attested by a key that is not an attestation key of its"
                            + " issuer"))
            .requireGoodFor(hops.get(hop).issuedAt());
      }
    }
    return root.key();
  }

  private int rootKeyNumber() throws Refusal {
    long number =
        biscuit
            .rootKeyNumber()
            .orElseThrow(() -> new Refusal(Reason.ROOT_KEY_MISSING, "the token names no root key"));
    if (number > Integer.MAX_VALUE) {
      throw new Refusal(Reason.ROOT_KEY_UNKNOWN, "root key " + number + " is not trusted here");
    }
    return (int) number;
  }

  /** The container. */
  public UnverifiedBiscuit biscuit() {
    return biscuit;
  }

  /** Who it says minted it. */
  public String issuer() {
    return authority.issuer();
  }

  /** Which chain it says it belongs to. */
  public ChainId id() {
    return authority.chain();
  }

  /** Whose authority it says it carries. */
  public User user() {
    return authority.user();
  }

  /** Every attested step, from hop 0. */
  public List<Hop> hops() {
    return hops;
  }

  /** The last attested step. */
  public Hop last() {
    return hops.get(hops.size() - 1);
  }

  /**
   * What the token allows after hop {@code number}, as attested: what a holder's own blocks take
   * away is not considered. Worked out at each call, since its cost is for a verified token to
   * cause.
   *
   * @throws IndexOutOfBoundsException if there is no such hop
   */
  public Rights rightsAfter(int number) {
    Rights rights = authority.rights();
    for (Optional<RightsClause> clause :
        clauses.subList(0, Objects.checkIndex(number, hops.size()) + 1)) {
      if (clause.isPresent()) {
        rights = rights.intersect(clause.get().over(authority.rights())).simplified();
      }
    }
    return rights;
  }

  /**
   * The first attested block whose check on rights the request does not pass, if there is one. It
   * is what evaluating the checks of the attested blocks gives, since the profile knows each of
   * them: every hop admits what one of the capabilities admits that it selects or states.
   */
  OptionalInt firstBlockAgainst(Request request) {
    List<Capability> capabilities = authority.rights().capabilities();
    BitSet admitting = new BitSet(capabilities.size() + 1);
    for (int i = 0; i < capabilities.size(); i++) {
      admitting.set(i + 1, capabilities.get(i).admits(request));
    }
    if (admitting.isEmpty()) {
      return OptionalInt.of(0);
    }
    for (int i = 1; i < hops.size(); i++) {
      Optional<RightsClause> clause = clauses.get(i);
      if (clause.isPresent() && !clause.get().admits(request, admitting)) {
        return OptionalInt.of(hops.get(i).block());
      }
    }
    return OptionalInt.empty();
  }

  AuthorityClaims authority() {
    return authority;
  }

  /** The check on rights of each hop, if it has one. */
  List<Optional<RightsClause>> clauses() {
    return clauses;
  }

  /** The authority's capabilities, in the order of their numbers from 1. */
  public Rights authorityRights() {
    return authority.rights();
  }

  /** The indices of blocks that holders added themselves: they narrow, and prove nothing. */
  public List<Integer> holderBlocks() {
    return holderBlocks;
  }

  private static List<Integer> holderBlocks(UnverifiedBiscuit biscuit) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 1; i < biscuit.blocks().size(); i++) {
      if (biscuit.blocks().get(i).external().isEmpty()) {
        indices.add(i);
      }
    }
    return List.copyOf(indices);
  }
}
