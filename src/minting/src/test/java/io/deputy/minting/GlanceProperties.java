package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.TokenGlance;
import io.deputy.chain.ChainId;
import io.deputy.chain.Hop;
import io.deputy.chain.HopId;
import io.deputy.chain.UnverifiedChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** A glance at a token finds the time and the place that reading all of it finds. */
class GlanceProperties {
  /** Some are default symbols of Biscuit, which no token spells out. */
  private static final List<String> GATEWAYS =
      List.of("mcp-gateway", "http-gateway", "service", "audience", "time", "日本", "x");

  /** When a hop ends, in seconds from now, and where it is honoured. */
  record Step(int seconds, SortedSet<String> audience) {}

  @Property(tries = 200)
  void glance_findsWhatReadingFinds(@ForAll("steps") @Size(min = 1, max = 8) List<Step> steps)
      throws Exception {
    for (Minted minted : chain(steps)) {
      sees(minted.token().expose(), minted.chain().last());
    }
  }

  /** What a holder adds is a check like any other, and told apart from what an issuer says. */
  @Property(tries = 50)
  void blocksOfHolders_arePassedOver(
      @ForAll("steps") @Size(min = 1, max = 4) List<Step> steps, @ForAll boolean time)
      throws Exception {
    List<Minted> chain = chain(steps);
    Minted last = chain.get(chain.size() - 1);
    Bytes token =
        RejectTest.appended(
            last.token().expose(),
            time
                ? "check if time($t), $t < 1970-01-02T00:00:00Z"
                : "check if audience($a), {\"nowhere\"}.contains($a)");
    sees(token, last.chain().last());
  }

  /** Whatever it makes of a changed token, nothing but a refusal comes out. */
  @Property(tries = 300)
  void changedTokens_raiseNothingElse(
      @ForAll("steps") @Size(min = 1, max = 3) List<Step> steps, @ForAll long seed)
      throws Exception {
    List<Minted> chain = chain(steps);
    byte[] token = chain.get(chain.size() - 1).token().expose().toArray();
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      byte[] changed = java.util.Arrays.copyOf(token, 1 + random.nextInt(token.length));
      for (int times = random.nextInt(4); times > 0; times--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      agrees(Bytes.of(changed));
    }
  }

  /** What can be read at all, a glance sees the same of; it refuses nothing that can be read. */
  private static void agrees(Bytes changed) {
    UnverifiedChain read;
    try {
      read = UnverifiedChain.read(changed);
    } catch (Refusal refusal) {
      try {
        TokenGlance.at(changed, "audience", "mcp-gateway");
      } catch (Refusal malformed) {
        assertThat(malformed.reason()).isEqualTo(io.deputy.Reason.TOKEN_MALFORMED);
      }
      return;
    }
    try {
      sees(changed, read.last());
    } catch (Refusal refusal) {
      throw new AssertionError(refusal);
    }
  }

  private static void sees(Bytes token, Hop last) throws Refusal {
    for (String gateway : GATEWAYS) {
      TokenGlance glance = TokenGlance.at(token, "audience", gateway);
      assertThat(glance.end()).hasValue(last.expiresAt().getEpochSecond());
      assertThat(glance.excludes()).isNotEqualTo(last.audience().contains(gateway));
    }
  }

  private static List<Minted> chain(List<Step> steps) throws Exception {
    List<Minted> chain = new ArrayList<>();
    for (Step step : steps) {
      TreeSet<String> audience = new TreeSet<>(step.audience());
      Instant end = Story.NOW.plusSeconds(step.seconds());
      if (!chain.isEmpty()) {
        Hop last = chain.get(chain.size() - 1).chain().last();
        audience.retainAll(last.audience());
        end = end.isBefore(last.expiresAt()) ? end : last.expiresAt();
      }
      if (audience.isEmpty()) {
        break;
      }
      HopTerms terms =
          new HopTerms(
              new HopId(Story.id()), Story.ORCHESTRATOR, Story.NOW, end, audience, 7, Story.RIGHTS);
      chain.add(
          chain.isEmpty()
              ? Story.MINTER.first(new ChainId(Story.id()), Story.ALICE, terms)
              : Story.MINTER.next(chain.get(chain.size() - 1).chain(), terms));
    }
    return chain;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<SortedSet<String>> audiences =
        Arbitraries.of(GATEWAYS).set().ofMinSize(1).map(TreeSet::new);
    return Combinators.combine(Arbitraries.integers().between(1, 100_000), audiences)
        .as(Step::new)
        .list();
  }
}
