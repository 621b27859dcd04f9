package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.DatalogPrinter;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.SignaturePayloads;
import io.deputy.biscuit.SignedBlock;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A token before it is signed, and the authorizer to ask about it.
 *
 * @param root signs the authority block
 * @param blocks the authority first
 * @param sealed whether the token ends in a seal
 * @param authorizer what the verifying side says
 */
record Plan(TestKey root, List<Step> blocks, boolean sealed, Authorizer authorizer) {
  private static final int ALGORITHM_BYTES = 4;

  /**
   * One block.
   *
   * @param payload what is signed
   * @param next whose secret the holder of this block gets
   * @param external the third party that signs too
   * @param version layout of the signature
   */
  record Step(Wire payload, TestKey next, Optional<TestKey> external, int version) {}

  /** What the authorizer says, as text. */
  String authorizerText() {
    StringBuilder text = new StringBuilder();
    authorizer.facts().forEach(f -> text.append(DatalogPrinter.predicate(f)).append(";\n"));
    authorizer.rules().forEach(r -> text.append(DatalogPrinter.rule(r)).append(";\n"));
    authorizer.checks().forEach(c -> text.append(DatalogPrinter.check(c)).append(";\n"));
    authorizer.policies().forEach(p -> text.append(DatalogPrinter.policy(p)).append(";\n"));
    return text.toString();
  }

  /** Signs everything with the payloads as they are. */
  Bytes sign() {
    return sign(-1, Bytes.EMPTY);
  }

  /** Signs everything with another payload in one block, as whoever holds the keys can. */
  Bytes sign(int changed, Bytes payload) {
    List<Bytes> encoded = new ArrayList<>();
    TestKey signer = root;
    Bytes previous = null;
    Bytes lastPayload = Bytes.EMPTY;
    for (int i = 0; i < blocks.size(); i++) {
      Step step = blocks.get(i);
      lastPayload = i == changed ? payload : step.payload().encode();
      PublicKey next = step.next().publicKey();
      Optional<SignedBlock.ExternalSignature> external = Optional.empty();
      if (step.external().isPresent()) {
        TestKey party = step.external().get();
        Bytes attested = party.sign(SignaturePayloads.externalV1(lastPayload, previous));
        external = Optional.of(new SignedBlock.ExternalSignature(party.publicKey(), attested));
      }
      Bytes message =
          step.version() == 0
              ? versionZero(lastPayload, next)
              : previous == null
                  ? SignaturePayloads.authorityV1(lastPayload, next)
                  : SignaturePayloads.blockV1(
                      lastPayload,
                      next,
                      previous,
                      external.map(SignedBlock.ExternalSignature::signature));
      previous = signer.sign(message);
      encoded.add(
          ContainerWriter.signedBlock(lastPayload, next, previous, step.version(), external));
      signer = step.next();
    }
    if (sealed) {
      Bytes seal = signer.sign(SignaturePayloads.seal(lastPayload, signer.publicKey(), previous));
      return ContainerWriter.sealedToken(OptionalLong.empty(), encoded, seal);
    }
    return ContainerWriter.token(OptionalLong.of(blocks.size()), encoded, signer.secret());
  }

  private static Bytes versionZero(Bytes payload, PublicKey next) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(payload.toArray());
    byte[] algorithm = new byte[ALGORITHM_BYTES];
    algorithm[0] = (byte) BlockWire.number(PublicKey.Algorithm.values(), next.algorithm());
    out.writeBytes(algorithm);
    out.writeBytes(next.encoded().toArray());
    return Bytes.of(out.toByteArray());
  }
}
