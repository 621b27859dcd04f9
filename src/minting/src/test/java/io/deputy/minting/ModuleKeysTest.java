package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.biscuit.DatalogPrinter;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.minting.keys.KeyFolder;
import io.deputy.minting.keys.KeyManifest;
import io.deputy.minting.keys.SoftHsm;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.RequestFacts;
import io.deputy.verify.Verifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens whose root and attestation keys are P-256 keys in a PKCS#11 module. */
class ModuleKeysTest {
  /** Enough that both forms of S occur, of every signature: one in 2^20 chances that not. */
  private static final int TOKENS = 20;

  @TempDir Path home;

  @Test
  void ourVerifierAndBiscuitWasmAcceptThem() throws Exception {
    KeyFolder folder =
        new KeyFolder(
            home.resolve("keys"), Optional.empty(), false, Optional.of(SoftHsm.token(home)));
    KeyManifest keys = folder.open(Story.NOW);
    Signer root = folder.signer(keys.signing(Role.ROOT).orElseThrow());
    Signer attestation = folder.signer(keys.signing(Role.ATTESTATION).orElseThrow());
    Verifier verifier = new Verifier(keys.published(Story.ISSUER));
    Minter minter = new Minter(Story.ISSUER, root, attestation, verifier);
    PresentedRequest request = new PresentedRequest("mcp-gateway", Story.createIssue());
    List<BiscuitWasm.Question> questions = new ArrayList<>();
    for (int i = 0; i < TOKENS; i++) {
      Minted first =
          minter.first(
              new io.deputy.chain.ChainId(Story.id()), Story.ALICE, Story.terms(Story.RIGHTS));
      Minted next = minter.next(first.chain(), Story.same(first, Story.RESEARCHER));
      assertThat(
              verifier.check(
                  next.token().expose(), request, new ProvenKey(Story.RESEARCHER.key()), Story.NOW))
          .isInstanceOf(Decision.Allowed.class);
      questions.add(
          new BiscuitWasm.Question(
              next.token().expose(), KeyManifest.publicText(root.publicKey()), facts(request)));
    }
    try (BiscuitWasm wasm = BiscuitWasm.start()) {
      wasm.judge(questions);
      assertThat(wasm.judgements())
          .hasSize(TOKENS)
          .allMatch(judgement -> judgement.allowed() || judgement.inconclusive());
    }
  }

  private static String facts(PresentedRequest request) {
    return new RequestFacts(request, Story.NOW)
        .facts().stream()
            .map(fact -> DatalogPrinter.predicate(fact) + ";")
            .collect(Collectors.joining("\n", "", "\nallow if user($iss, $sub);"));
  }
}
