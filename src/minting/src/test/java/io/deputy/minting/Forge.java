package io.deputy.minting;

import biscuit.format.schema.Schema;
import io.deputy.Bytes;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.SignaturePayloads;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Signs any block at all, the way whoever holds the keys could: to show that what the minter would
 * never write is refused when it is written all the same.
 */
final class Forge {
  private static final InMemoryEd25519 NEXT = Story.key(0, 99);

  private Forge() {}

  /** An authority block with these statements, signed by the root key. */
  static Bytes authority(Block block) {
    return authority(BlockAuthor.author(block), OptionalLong.of(Story.ROOT.number()), 1);
  }

  static Bytes authority(Bytes payload, OptionalLong rootKey, int version) {
    Bytes signature =
        Story.ROOT.sign(
            version == 1
                ? SignaturePayloads.authorityV1(payload, NEXT.publicKey())
                : versionZero(payload));
    Bytes block =
        ContainerWriter.signedBlock(
            payload, NEXT.publicKey(), signature, version, Optional.empty());
    return ContainerWriter.token(rootKey, List.of(block), NEXT.secret().expose());
  }

  private static Bytes versionZero(Bytes payload) {
    byte[] signed = new byte[payload.size() + 4 + 32];
    System.arraycopy(payload.toArray(), 0, signed, 0, payload.size());
    System.arraycopy(NEXT.publicKey().encoded().toArray(), 0, signed, payload.size() + 4, 32);
    return Bytes.of(signed);
  }

  /** The token with one more block, attested by {@code attester}. */
  static Bytes attested(Bytes token, Block block, Signer attester) throws Exception {
    return append(token, BlockAuthor.author(block), Optional.of(attester));
  }

  /** The token with one more block of the holder's own. */
  static Bytes plain(Bytes token, Block block) throws Exception {
    return append(token, holders(token, block), Optional.empty());
  }

  /**
   * The payload of a holder's block: it continues the symbols of the blocks that are not attested.
   */
  static Bytes holders(Bytes token, Block block) throws Exception {
    List<String> symbols = new ArrayList<>();
    for (SignedBlock earlier : UnverifiedBiscuit.parse(token).blocks()) {
      if (earlier.external().isEmpty()) {
        symbols.addAll(Schema.Block.parseFrom(earlier.payload().toArray()).getSymbolsList());
      }
    }
    return BlockAuthor.author(block, symbols);
  }

  static Bytes append(Bytes token, Bytes payload, Optional<Signer> attester) throws Exception {
    Bytes previous = UnverifiedBiscuit.parse(token).last().signature();
    return appendSigned(
        token,
        payload,
        attester.map(
            a ->
                new SignedBlock.ExternalSignature(
                    a.publicKey(), a.sign(SignaturePayloads.externalV1(payload, previous)))));
  }

  static Bytes appendExternal(Bytes token, Bytes payload, SignedBlock.ExternalSignature external)
      throws Exception {
    return appendSigned(token, payload, Optional.of(external));
  }

  private static Bytes appendSigned(
      Bytes token, Bytes payload, Optional<SignedBlock.ExternalSignature> external)
      throws Exception {
    UnverifiedBiscuit content = UnverifiedBiscuit.parse(token);
    Bytes previous = content.last().signature();
    Bytes secret = ((Proof.NextSecret) content.proof()).unsafeNextSecret();
    Bytes signature =
        new InMemoryEd25519(0, new Secret(secret))
            .sign(
                SignaturePayloads.blockV1(
                    payload,
                    NEXT.publicKey(),
                    previous,
                    external.map(SignedBlock.ExternalSignature::signature)));
    List<Bytes> blocks =
        new ArrayList<>(content.blocks().stream().map(SignedBlock::encoded).toList());
    blocks.add(ContainerWriter.signedBlock(payload, NEXT.publicKey(), signature, 1, external));
    return ContainerWriter.token(content.rootKeyNumber(), blocks, NEXT.secret().expose());
  }

  /** The token put together again from other blocks, its proof as it was. */
  static Bytes reassembled(Bytes token, UnaryOperator<List<Bytes>> blocks) throws Exception {
    UnverifiedBiscuit content = UnverifiedBiscuit.parse(token);
    List<Bytes> encoded =
        new ArrayList<>(content.blocks().stream().map(SignedBlock::encoded).toList());
    return ContainerWriter.token(
        content.rootKeyNumber(),
        blocks.apply(encoded),
        ((Proof.NextSecret) content.proof()).unsafeNextSecret());
  }

  static Block withFacts(Block block, UnaryOperator<List<Predicate>> facts) {
    return new Block(
        block.version(),
        block.context(),
        facts.apply(new ArrayList<>(block.facts())),
        block.rules(),
        block.checks(),
        block.scopes());
  }

  static Block withRules(Block block, UnaryOperator<List<Rule>> rules) {
    return new Block(
        block.version(),
        block.context(),
        block.facts(),
        rules.apply(new ArrayList<>(block.rules())),
        block.checks(),
        block.scopes());
  }

  static Block withChecks(Block block, UnaryOperator<List<Check>> checks) {
    return new Block(
        block.version(),
        block.context(),
        block.facts(),
        block.rules(),
        checks.apply(new ArrayList<>(block.checks())),
        block.scopes());
  }
}
