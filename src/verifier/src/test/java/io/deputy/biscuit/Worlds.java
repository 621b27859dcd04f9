package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Evaluates Datalog text as if it stood in a verified token. */
final class Worlds {
  private static final PublicKey ANY_KEY = Tokens.ROOT;

  private Worlds() {}

  /** A verified token with these blocks, the authority first. */
  static VerifiedBiscuit token(String... blocks) throws Refusal {
    List<SignedBlock> signed = new ArrayList<>();
    for (String block : blocks) {
      signed.add(block(block, Optional.empty()));
    }
    return token(signed);
  }

  static VerifiedBiscuit token(List<SignedBlock> blocks) {
    Proof proof = new Proof.FinalSignature(Bytes.EMPTY);
    return new VerifiedBiscuit(
        new UnverifiedBiscuit(
            Bytes.EMPTY, OptionalLong.empty(), blocks, proof, List.of(), Optional.empty()),
        Tokens.ROOT,
        List.of());
  }

  static SignedBlock block(String text, Optional<PublicKey> thirdParty) throws Refusal {
    return new SignedBlock(
        Bytes.EMPTY,
        Bytes.EMPTY,
        DatalogParser.block(text),
        ANY_KEY,
        Bytes.EMPTY,
        1,
        thirdParty.map(k -> new SignedBlock.ExternalSignature(k, Bytes.EMPTY)));
  }

  static Outcome decide(VerifiedBiscuit token, String authorizer) throws Refusal {
    return decide(token, authorizer, EvaluationLimits.STANDARD);
  }

  static Outcome decide(VerifiedBiscuit token, String authorizer, EvaluationLimits limits)
      throws Refusal {
    return Evaluation.run(token, DatalogParser.authorizer(authorizer), limits, Map.of());
  }

  /** What becomes of one check on an expression. */
  static Outcome check(String expression) throws Refusal {
    return decide(token("check if " + expression), "allow if true");
  }
}
