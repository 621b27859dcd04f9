package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A well-formed Biscuit of which no signature was verified. It says what the token claims, nothing
 * about who claims it; {@link #verify} turns it into a {@link VerifiedBiscuit}.
 *
 * <p>Only one encoding of a token is read: {@link #encode} gives back the very bytes.
 *
 * <p>Source: Biscuit specification, "Format".
 */
public final class UnverifiedBiscuit {
  private final Bytes token;
  private final OptionalLong rootKeyNumber;
  private final List<SignedBlock> blocks;
  private final Proof proof;
  private final List<BlockReader.Mark> marks;
  private final Optional<Verified> verified;

  UnverifiedBiscuit(
      Bytes token,
      OptionalLong rootKeyNumber,
      List<SignedBlock> blocks,
      Proof proof,
      List<BlockReader.Mark> marks,
      Optional<Verified> verified) {
    this.token = Objects.requireNonNull(token);
    this.rootKeyNumber = Objects.requireNonNull(rootKeyNumber);
    this.blocks = List.copyOf(blocks);
    this.proof = Objects.requireNonNull(proof);
    this.marks = List.copyOf(marks);
    this.verified = Objects.requireNonNull(verified);
  }

  /** So many of the first blocks were verified already, as part of another token. */
  record Verified(PublicKey root, int blocks) {}

  /**
   * Reads a token from its bytes within {@link Limits#STANDARD}.
   *
   * @throws Refusal {@code token_malformed}, {@code token_too_large}, {@code
   *     token_too_many_blocks}, {@code token_too_many_statements} or {@code
   *     signature_version_unsupported}
   */
  public static UnverifiedBiscuit parse(Bytes token) throws Refusal {
    return parse(token, Limits.STANDARD);
  }

  /**
   * Reads a token from its bytes within {@code limits}.
   *
   * @throws Refusal as {@link #parse(Bytes)}
   */
  public static UnverifiedBiscuit parse(Bytes token, Limits limits) throws Refusal {
    return Container.cut(token, limits).read();
  }

  /**
   * Verifies the proof and every signature (RFC 8032, section 5.1.7, and beyond it no small-order
   * points), but for the blocks that were {@linkplain Container#read(VerifiedPrefix) taken from} a
   * token that {@code root} had signed: theirs were verified there.
   *
   * @param root the key that must have signed the authority block
   * @throws Refusal {@code signature_invalid}
   */
  public VerifiedBiscuit verify(PublicKey root) throws Refusal {
    verifyBlocks(root, verified.filter(v -> v.root().equals(root)).map(Verified::blocks).orElse(0));
    verifyProof();
    return new VerifiedBiscuit(this, root, revocationIds(root.algorithm()));
  }

  /**
   * Verifies every signature, and not the proof: for blocks that were recorded without one. That
   * says what was signed, and not that anybody may present it.
   *
   * @param root the key that must have signed the authority block
   * @param verified blocks of which the signatures hold; those that this begins with too are not
   *     verified again
   * @throws Refusal {@code signature_invalid}
   */
  public UnprovenBiscuit verifyBlocks(PublicKey root, Optional<UnprovenBiscuit> verified)
      throws Refusal {
    verifyBlocks(root, verified.map(v -> v.inCommonWith(this, root)).orElse(0));
    return new UnprovenBiscuit(this, root, revocationIds(root.algorithm()));
  }

  /** The bytes that were read. */
  public Bytes token() {
    return token;
  }

  /** The hint which root key verifies the token, unsigned 32 bits. No signature covers it. */
  public OptionalLong rootKeyNumber() {
    return rootKeyNumber;
  }

  /** The blocks; number 0 is the authority. */
  public List<SignedBlock> blocks() {
    return blocks;
  }

  /** The last block. */
  public SignedBlock last() {
    return blocks.get(blocks.size() - 1);
  }

  /** Where the reader stood after each block. */
  List<BlockReader.Mark> marks() {
    return marks;
  }

  /** What ends the token. */
  public Proof proof() {
    return proof;
  }

  /** Whether nothing can be appended. */
  public boolean isSealed() {
    return proof instanceof Proof.FinalSignature;
  }

  /**
   * What tells the token's blocks apart for revocation, in the order of the blocks: their
   * signatures, those of P-256 in low-S form because anybody can turn one form into the other.
   *
   * @param root the algorithm of the root key
   * @throws Refusal {@code signature_invalid} for a P-256 signature that is none
   */
  public List<Bytes> revocationIds(PublicKey.Algorithm root) throws Refusal {
    PublicKey.Algorithm signer = root;
    Bytes[] ids = new Bytes[blocks.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Signatures.canonical(signer, blocks.get(i).signature());
      signer = blocks.get(i).nextKey().algorithm();
    }
    return List.of(ids);
  }

  /** The token's bytes, written anew from what was read. */
  public Bytes encode() {
    List<Bytes> encoded =
        blocks.stream()
            .map(
                b ->
                    ContainerWriter.signedBlock(
                        b.payload(),
                        b.nextKey(),
                        b.signature(),
                        b.signatureVersion(),
                        b.external()))
            .toList();
    if (proof instanceof Proof.FinalSignature seal) {
      return ContainerWriter.sealedToken(rootKeyNumber, encoded, seal.signature());
    }
    return ContainerWriter.token(
        rootKeyNumber, encoded, ((Proof.NextSecret) proof).unsafeNextSecret());
  }

  /**
   * @param known how many of the first blocks were verified already, under this root key
   */
  private void verifyBlocks(PublicKey root, int known) throws Refusal {
    PublicKey signer = root;
    Bytes previousSignature = null;
    if (known > 0) {
      signer = blocks.get(known - 1).nextKey();
      previousSignature = blocks.get(known - 1).signature();
    }
    for (SignedBlock block : blocks.subList(known, blocks.size())) {
      Optional<SignedBlock.ExternalSignature> external = block.external();
      if (external.isPresent()) {
        Signatures.verify(
            external.get().key(),
            SignaturePayloads.externalV1(block.payload(), previousSignature),
            external.get().signature());
      }
      Signatures.verify(signer, signedPayload(block, previousSignature), block.signature());
      signer = block.nextKey();
      previousSignature = block.signature();
    }
  }

  private static Bytes signedPayload(SignedBlock block, Bytes previousSignature) {
    if (block.signatureVersion() == 0) {
      return SignaturePayloads.blockV0(block.payload(), block.nextKey());
    }
    if (previousSignature == null) {
      return SignaturePayloads.authorityV1(block.payload(), block.nextKey());
    }
    return SignaturePayloads.blockV1(
        block.payload(),
        block.nextKey(),
        previousSignature,
        block.external().map(SignedBlock.ExternalSignature::signature));
  }

  private void verifyProof() throws Refusal {
    SignedBlock last = last();
    if (proof instanceof Proof.FinalSignature seal) {
      Signatures.verify(
          last.nextKey(),
          SignaturePayloads.seal(last.payload(), last.nextKey(), last.signature()),
          seal.signature());
      return;
    }
    Bytes secret = ((Proof.NextSecret) proof).unsafeNextSecret();
    PublicKey.Algorithm algorithm = last.nextKey().algorithm();
    if (!Signatures.publicKey(algorithm, secret).equals(last.nextKey())) {
      throw new Refusal(
          Reason.SIGNATURE_INVALID, "the token's secret is not that of its last block");
    }
  }
}
