package io.deputy.biscuit;

import io.deputy.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Makes and signs tokens for tests, from payload bytes that need not be sound. */
final class Tokens {
  static final Bytes ROOT_SECRET = secret(1);
  static final PublicKey ROOT = publicKey(ROOT_SECRET);

  private final List<Bytes> blocks = new ArrayList<>();
  private Bytes signer = ROOT_SECRET;
  private Bytes previousSignature;

  /** A secret that tells itself apart by {@code number}. */
  static Bytes secret(int number) {
    byte[] secret = new byte[32];
    secret[0] = (byte) number;
    return Bytes.of(secret);
  }

  static PublicKey publicKey(Bytes secret) {
    return new PublicKey(PublicKey.Algorithm.ED25519, StrictEd25519.publicKey(secret));
  }

  static Bytes sign(Bytes secret, Bytes message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(secret.toArray(), 0, message.toArray(), 0, message.size(), signature, 0);
    return Bytes.of(signature);
  }

  /** A block that says nothing. */
  static Bytes emptyPayload() {
    return new WireWriter().number(3, 6).toBytes();
  }

  /** A token of one block. */
  static Bytes of(Bytes payload) {
    return new Tokens().add(payload).token();
  }

  Tokens add(Bytes payload) {
    return add(payload, Optional.empty());
  }

  /** Adds a block that the third party with this secret signs too. */
  Tokens addThirdParty(Bytes payload, Bytes thirdParty) {
    return add(payload, Optional.of(external(payload, thirdParty)));
  }

  SignedBlock.ExternalSignature external(Bytes payload, Bytes thirdParty) {
    return new SignedBlock.ExternalSignature(
        publicKey(thirdParty),
        sign(thirdParty, SignaturePayloads.externalV1(payload, previousSignature)));
  }

  Tokens add(Bytes payload, Optional<SignedBlock.ExternalSignature> external) {
    Bytes next = secret(blocks.size() + 2);
    PublicKey nextKey = publicKey(next);
    Bytes message =
        previousSignature == null
            ? SignaturePayloads.authorityV1(payload, nextKey)
            : SignaturePayloads.blockV1(
                payload,
                nextKey,
                previousSignature,
                external.map(SignedBlock.ExternalSignature::signature));
    previousSignature = sign(signer, message);
    blocks.add(ContainerWriter.signedBlock(payload, nextKey, previousSignature, 1, external));
    signer = next;
    return this;
  }

  Bytes token() {
    return ContainerWriter.token(OptionalLong.of(7), blocks, signer);
  }

  List<Bytes> blocks() {
    return blocks;
  }

  Bytes nextSecret() {
    return signer;
  }
}
