package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A token cut into its blocks and its proof, none of which was read yet. That is enough to find out
 * how much of it is known already; {@link #read} reads the rest.
 *
 * <p>Source: schema.proto, {@code Biscuit}.
 */
public final class Container {
  private final Bytes token;
  private final Limits limits;
  private final OptionalLong rootKeyNumber;
  private final List<Bytes> blocks;
  private final List<Integer> ends;
  private final Bytes proof;

  private Container(
      Bytes token,
      Limits limits,
      OptionalLong rootKeyNumber,
      List<Bytes> blocks,
      List<Integer> ends,
      Bytes proof) {
    this.token = token;
    this.limits = limits;
    this.rootKeyNumber = rootKeyNumber;
    this.blocks = blocks;
    this.ends = Collections.unmodifiableList(ends);
    this.proof = proof;
  }

  /**
   * Cuts a token within {@code limits}.
   *
   * @throws Refusal {@code token_malformed}, {@code token_too_large} or {@code
   *     token_too_many_blocks}
   */
  public static Container cut(Bytes token, Limits limits) throws Refusal {
    if (token.size() > limits.tokenBytes()) {
      throw new Refusal(
          Reason.TOKEN_TOO_LARGE, "the token has more than " + limits.tokenBytes() + " bytes");
    }
    WireReader in = WireReader.of(token, "container", 3);
    OptionalLong rootKeyNumber = OptionalLong.empty();
    List<Bytes> blocks = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    Bytes proof = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> rootKeyNumber = OptionalLong.of(in.uint32());
        case 2 -> {
          blocks.add(in.bytes());
          ends.add(in.position());
        }
        case 3 -> {
          if (blocks.isEmpty()) {
            throw in.malformed("lacks its authority");
          }
          if (blocks.size() == limits.blocks()) {
            throw new Refusal(
                Reason.TOKEN_TOO_MANY_BLOCKS,
                "the token has more than " + limits.blocks() + " blocks");
          }
          blocks.add(in.bytes());
          ends.add(in.position());
        }
        case 4 -> proof = in.bytes();
        default -> throw in.unknownField();
      }
    }
    if (blocks.isEmpty()) {
      throw in.malformed("lacks its authority");
    }
    in.required(proof, "proof");
    return new Container(token, limits, rootKeyNumber, blocks, ends, proof);
  }

  /** The hint which root key verifies the token. */
  public OptionalLong rootKeyNumber() {
    return rootKeyNumber;
  }

  /** The blocks, encoded, none of which was read. */
  public List<Bytes> blocks() {
    return List.copyOf(blocks);
  }

  /**
   * Where each block ends, in bytes from the start of the token. Up to there a token is the same in
   * its root key number, its blocks and their order as any that begins with the same bytes.
   */
  public List<Integer> ends() {
    return ends;
  }

  /**
   * Reads every block and the proof.
   *
   * @throws Refusal as {@link UnverifiedBiscuit#parse(Bytes)}
   */
  public UnverifiedBiscuit read() throws Refusal {
    return read(new BlockReader(limits), Optional.empty());
  }

  /**
   * Reads the proof and the blocks after those of {@code known}.
   *
   * @throws Refusal as {@link UnverifiedBiscuit#parse(Bytes)}
   * @throws IllegalArgumentException if the token does not begin with the blocks of {@code known}
   */
  public UnverifiedBiscuit read(VerifiedPrefix known) throws Refusal {
    List<Bytes> same = known.blocks().stream().map(SignedBlock::encoded).toList();
    if (blocks.size() < same.size() || !blocks.subList(0, same.size()).equals(same)) {
      throw new IllegalArgumentException("the token does not begin with these blocks");
    }
    BlockReader.Mark last = known.marks().get(known.size() - 1);
    return read(new BlockReader(limits, last), Optional.of(known));
  }

  private UnverifiedBiscuit read(BlockReader reader, Optional<VerifiedPrefix> known)
      throws Refusal {
    List<SignedBlock> signed = new ArrayList<>(blocks.size());
    List<BlockReader.Mark> marks = new ArrayList<>(blocks.size());
    known.ifPresent(
        k -> {
          signed.addAll(k.blocks());
          marks.addAll(k.marks());
        });
    for (int i = signed.size(); i < blocks.size(); i++) {
      signed.add(ContainerReader.signedBlock(blocks.get(i), reader, i == 0));
      marks.add(reader.mark());
    }
    return new UnverifiedBiscuit(
        token,
        rootKeyNumber,
        signed,
        ContainerReader.proof(proof),
        marks,
        known.map(k -> new UnverifiedBiscuit.Verified(k.root(), k.size())));
  }
}
