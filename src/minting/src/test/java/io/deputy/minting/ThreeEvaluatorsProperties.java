package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;

/** Three evaluators that share no code agree on what a token allows. */
class ThreeEvaluatorsProperties {
  private static BiscuitWasm wasm;

  @BeforeContainer
  static void start() throws Exception {
    wasm = BiscuitWasm.start();
  }

  @AfterContainer
  static void stop() throws Exception {
    if (wasm != null) {
      wasm.close();
    }
  }

  /**
   * The rights, the token in our verifier and the token in biscuit-wasm admit the same requests.
   */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void rightsTokenAndOtherLibrary_admitTheSame(
      @ForAll("rights") Rights rights, @ForAll("requests") List<Request> requests)
      throws Exception {
    Bytes token =
        Forge.authority(
            HopBlocks.authority(
                Story.ISSUER, new ChainId(Story.id()), Story.ALICE, Story.terms(rights)));
    for (Request request : requests) {
      boolean admits = rights.admits(request);
      Statistics.label("admitted").collect(admits);
      assertThat(Story.check(token, request, Story.ORCHESTRATOR))
          .isInstanceOf(admits ? Decision.Allowed.class : Decision.Denied.class);
      BiscuitWasm.Answer answer =
          wasm.ask(token, new PresentedRequest("mcp-gateway", request), Optional.empty());
      assertThat(answer.authorized()).as(answer.error()).isEqualTo(admits);
    }
    Statistics.label("admitted").coverage(coverage -> coverage.check(true).percentage(p -> p > 5));
  }

  @Provide
  Arbitrary<Rights> rights() {
    return WholeVocabulary.rights();
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    return WholeVocabulary.requests().list().ofSize(4);
  }
}
