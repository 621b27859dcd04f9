package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.Optional;

/** Reads the parts of a container. Source: schema.proto, {@code SignedBlock}, {@code Proof}. */
final class ContainerReader {
  private ContainerReader() {}

  /** Reads a signed block; {@code reader} has read those before it. */
  static SignedBlock signedBlock(Bytes encoded, BlockReader reader, boolean authority)
      throws Refusal {
    WireReader in = WireReader.of(encoded, "signed block");
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
        reader.read(payload, external != null),
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

  /** Reads what ends a token. */
  static Proof proof(Bytes encoded) throws Refusal {
    WireReader in = WireReader.of(encoded, "proof");
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
