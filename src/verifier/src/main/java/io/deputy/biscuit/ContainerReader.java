package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the container. Source: schema.proto, {@code Biscuit}, {@code SignedBlock}, {@code Proof}.
 */
final class ContainerReader {
  private final Limits limits;
  private final BlockReader blockReader;

  ContainerReader(Limits limits) {
    this.limits = limits;
    this.blockReader = new BlockReader(limits);
  }

  UnverifiedBiscuit read(Bytes token) throws Refusal {
    if (token.size() > limits.tokenBytes()) {
      throw new Refusal(
          Reason.TOKEN_TOO_LARGE, "the token has more than " + limits.tokenBytes() + " bytes");
    }
    WireReader in = WireReader.of(token, "container", 3);
    OptionalLong rootKeyNumber = OptionalLong.empty();
    List<WireReader> encoded = new ArrayList<>();
    WireReader proof = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> rootKeyNumber = OptionalLong.of(in.uint32());
        case 2 -> encoded.add(in.message("signed block"));
        case 3 -> {
          if (encoded.isEmpty()) {
            throw in.malformed("lacks its authority");
          }
          if (encoded.size() == limits.blocks()) {
            throw new Refusal(
                Reason.TOKEN_TOO_MANY_BLOCKS,
                "the token has more than " + limits.blocks() + " blocks");
          }
          encoded.add(in.message("signed block"));
        }
        case 4 -> proof = in.message("proof");
        default -> throw in.unknownField();
      }
    }
    if (encoded.isEmpty()) {
      throw in.malformed("lacks its authority");
    }
    in.required(proof, "proof");
    List<SignedBlock> blocks = new ArrayList<>(encoded.size());
    for (WireReader block : encoded) {
      blocks.add(signedBlock(block, blocks.isEmpty()));
    }
    return new UnverifiedBiscuit(token, rootKeyNumber, blocks, proof(proof));
  }

  private SignedBlock signedBlock(WireReader in, boolean authority) throws Refusal {
    Bytes encoded = in.unread();
    Bytes payload = null;
    PublicKey nextKey = null;
    Bytes signature = null;
    SignedBlock.ExternalSignature external = null;
    long version = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> payload = in.bytes();
        case 2 -> nextKey = BlockReader.publicKey(in.message("next key"));
        case 3 -> signature = in.bytes();
        case 4 -> external = external(in.message("external signature"));
        case 5 -> {
          version = in.uint32();
          if (version == 0) {
            throw in.malformed("spells out version 0");
          }
        }
        default -> throw in.unknownField();
      }
    }
    in.required(payload, "payload");
    in.required(nextKey, "next key");
    in.required(signature, "signature");
    if (authority && external != null) {
      throw in.malformed("is the authority and has an external signature");
    }
    if (version > 1 || (external != null && version != 1)) {
      // The older layout does not bind a third party's block to the token it was made for.
      throw new Refusal(
          Reason.SIGNATURE_VERSION_UNSUPPORTED,
          "the token has a block with signature version " + version);
    }
    return new SignedBlock(
        encoded,
        payload,
        blockReader.read(payload, external != null),
        nextKey,
        signature,
        (int) version,
        Optional.ofNullable(external));
  }

  private static SignedBlock.ExternalSignature external(WireReader in) throws Refusal {
    Bytes signature = null;
    PublicKey key = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> signature = in.bytes();
        case 2 -> key = BlockReader.publicKey(in.message("public key"));
        default -> throw in.unknownField();
      }
    }
    return new SignedBlock.ExternalSignature(
        in.required(key, "key"), in.required(signature, "signature"));
  }

  private static Proof proof(WireReader in) throws Refusal {
    Proof proof;
    switch (in.only()) {
      case 1 -> {
        Bytes secret = in.bytes();
        if (secret.size() != Proof.NextSecret.SIZE) {
          throw in.malformed("has a secret of " + secret.size() + " bytes");
        }
        proof = new Proof.NextSecret(secret);
      }
      case 2 -> proof = new Proof.FinalSignature(in.bytes());
      default -> throw in.unknownField();
    }
    in.end();
    return proof;
  }
}
