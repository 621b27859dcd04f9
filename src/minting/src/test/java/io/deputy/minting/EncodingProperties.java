package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.biscuit.Block;
import io.deputy.biscuit.DatalogParser;
import io.deputy.biscuit.DatalogPrinter;
import io.deputy.biscuit.Rule;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Describe;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.UnverifiedChain;
import io.deputy.json.RequestJson;
import io.deputy.json.RightsJson;
import io.deputy.verify.PresentedRequest;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What is written into a token is what is read from it. */
class EncodingProperties {
  @Property(tries = 3000)
  void rights_areReadAsTheyWereWritten(@ForAll("rights") Rights rights) throws Exception {
    Block authority =
        HopBlocks.authority(
            Story.ISSUER, new ChainId(Story.id()), Story.ALICE, Story.terms(rights));
    assertThat(UnverifiedChain.read(Forge.authority(authority)).authorityRights())
        .isEqualTo(rights);
    boolean compound =
        rights.capabilities().stream()
            .flatMap(c -> c.constraints().values().stream())
            .anyMatch(c -> c instanceof Constraint.All || c instanceof Constraint.Any);
    Statistics.label("compound").collect(compound);
    Statistics.label("compound").coverage(c -> c.check(true).percentage(p -> p > 10));
  }

  /** Whoever prints a block and parses what was printed has the same block. */
  @Property(tries = 500)
  void rights_surviveBeingPrinted(@ForAll("rights") Rights rights) throws Exception {
    Block authority =
        HopBlocks.authority(
            Story.ISSUER, new ChainId(Story.id()), Story.ALICE, Story.terms(rights));
    for (Rule rule : authority.rules()) {
      List<Rule> parsed = DatalogParser.block(DatalogPrinter.rule(rule)).rules();
      assertThat(parsed).hasSize(1);
      assertThat(Eager.of(parsed.get(0))).isEqualTo(rule);
    }
  }

  /** The same rights as JSON; and people are told something about each. */
  @Property(tries = 1000)
  void rights_areReadAsTheyWereWrittenAsJson(@ForAll("rights") Rights rights) throws Exception {
    String json = RightsJson.write(rights);
    assertThat(RightsJson.read(json)).isEqualTo(rights);
    assertThat(RightsJson.write(RightsJson.read(json))).isEqualTo(json);
    for (Capability capability : rights.capabilities()) {
      assertThat(Describe.capability(capability)).startsWith("may ").contains(capability.server());
    }
  }

  @Property(tries = 1000)
  void requests_areReadAsTheyWereWrittenAsJson(@ForAll("requests") Request request)
      throws Exception {
    String json = RequestJson.write(request).replaceFirst("\\{", "{\"audience\":\"gateway\",");
    assertThat(RequestJson.read(json)).isEqualTo(new PresentedRequest("gateway", request));
    assertThat(Describe.request(request)).contains(request.server());
  }

  @Provide
  Arbitrary<Rights> rights() {
    return WholeVocabulary.rights();
  }

  @Provide
  Arbitrary<Request> requests() {
    return WholeVocabulary.requests();
  }
}
