package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.SignaturePayloads;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.ChainId;
import io.deputy.chain.Hop;
import io.deputy.chain.User;
import io.deputy.chain.VerifiedChain;
import io.deputy.verify.Verifier;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Mints the tokens of one issuer. It says what it is told to say and decides nothing: that the
 * rights of a hop lie within its parent's is for the caller to decide first. Every token is read
 * back with the verifier that a gateway uses, and compared with what was to be said, before it is
 * returned.
 *
 * <p>Safe for any number of threads.
 */
public final class Minter {
  private static final int SIGNATURE_VERSION = 1;

  private final String issuer;
  private final Signer root;
  private final Signer attestation;
  private final Verifier verifier;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param issuer the issuer's URL, as it will stand in every token
   * @param root signs authority blocks
   * @param attestation signs who holds a token after a hop
   * @param verifier reads back what was minted; with the public keys that a gateway would know,
   *     these two among them
   */
  public Minter(String issuer, Signer root, Signer attestation, Verifier verifier) {
    this.issuer = Objects.requireNonNull(issuer);
    this.root = Objects.requireNonNull(root);
    this.attestation = Objects.requireNonNull(attestation);
    this.verifier = Objects.requireNonNull(verifier);
  }

  /**
   * Mints the first token of a chain.
   *
   * @throws Refusal if the token would exceed a limit of the profile, for instance its size; {@code
   *     signing_keys_unavailable} if the root key cannot sign now
   */
  public Minted first(ChainId chain, User user, HopTerms terms) throws Refusal {
    Bytes payload = BlockAuthor.author(HopBlocks.authority(issuer, chain, user, terms));
    InMemoryEd25519 nextKey = InMemoryEd25519.ephemeral(random);
    Bytes signature = sign(root, SignaturePayloads.authorityV1(payload, nextKey.publicKey()));
    Bytes block =
        ContainerWriter.signedBlock(
            payload, nextKey.publicKey(), signature, SIGNATURE_VERSION, Optional.empty());
    Secret token =
        new Secret(
            ContainerWriter.token(
                OptionalLong.of(root.number()), List.of(block), nextKey.secret().expose()));
    VerifiedChain minted = readBack(token, terms);
    requireSaid(minted.id().equals(chain) && minted.user().equals(user));
    return new Minted(token, minted, root.number(), List.of(block));
  }

  /**
   * Mints the next token of a chain: the parent's blocks, whole, and one more.
   *
   * @throws Refusal {@code token_sealed} if the parent cannot be extended; {@code
   *     signing_keys_unavailable} if the attestation key cannot sign now; or if the token would
   *     exceed a limit of the profile
   */
  public Minted next(VerifiedChain parent, HopTerms terms) throws Refusal {
    UnverifiedBiscuit content = parent.biscuit().content();
    if (!(content.proof() instanceof Proof.NextSecret proof)) {
      throw new Refusal(
          Reason.TOKEN_SEALED, "the token is sealed, so it cannot be delegated further");
    }
    Bytes payload = BlockAuthor.author(HopBlocks.hop(parent, terms));
    Bytes previous = content.last().signature();
    InMemoryEd25519 nextKey = InMemoryEd25519.ephemeral(random);
    Bytes attested = sign(attestation, SignaturePayloads.externalV1(payload, previous));
    Bytes signature =
        new InMemoryEd25519(0, new Secret(proof.unsafeNextSecret()))
            .sign(
                SignaturePayloads.blockV1(
                    payload, nextKey.publicKey(), previous, Optional.of(attested)));
    Bytes block =
        ContainerWriter.signedBlock(
            payload,
            nextKey.publicKey(),
            signature,
            SIGNATURE_VERSION,
            Optional.of(new SignedBlock.ExternalSignature(attestation.publicKey(), attested)));
    List<Bytes> blocks =
        new ArrayList<>(content.blocks().stream().map(SignedBlock::encoded).toList());
    blocks.add(block);
    Secret token =
        new Secret(
            ContainerWriter.token(content.rootKeyNumber(), blocks, nextKey.secret().expose()));
    VerifiedChain minted = readBack(token, terms);
    requireSaid(minted.id().equals(parent.id()) && minted.user().equals(parent.user()));
    requireSaid(minted.last().number() == parent.last().number() + 1);
    return new Minted(
        token,
        minted,
        attestation.number(),
        blocks.subList(parent.last().block() + 1, blocks.size()));
  }

  private static Bytes sign(Signer signer, Bytes message) throws Refusal {
    try {
      return signer.sign(message);
    } catch (SignerUnavailable e) {
      throw new Refusal(
          Reason.SIGNING_KEYS_UNAVAILABLE,
          "the issuer cannot sign now, so nothing was issued; try again");
    }
  }

  private VerifiedChain readBack(Secret token, HopTerms terms) throws Refusal {
    VerifiedChain chain = verifier.verify(token.expose());
    Hop hop = chain.last();
    requireSaid(hop.id().equals(terms.id()) && hop.holder().equals(terms.holder()));
    requireSaid(hop.issuedAt().equals(terms.issuedAt()));
    requireSaid(hop.expiresAt().equals(terms.expiresAt()));
    requireSaid(hop.audience().equals(terms.audience()));
    requireSaid(hop.maxDepth() == terms.maxDepth());
    requireSaid(chain.rights().sameAs(terms.rights()));
    return chain;
  }

  /** A token that does not say what it was to say must not leave: the fault is ours. */
  private static void requireSaid(boolean said) {
    if (!said) {
      throw new IllegalStateException("the minted token does not say what was granted");
    }
  }
}
