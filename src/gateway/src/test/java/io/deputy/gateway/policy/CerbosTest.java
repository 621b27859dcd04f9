package io.deputy.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.gateway.gate.Asked;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Cerbos beside a gateway: its policy sees the whole chain and the arguments. */
class CerbosTest {
  @TempDir Path home;

  @Test
  void whatTheTokenAllowsTheRealCerbosMustAllowToo() throws Exception {
    try (Cerbos cerbos = Cerbos.start();
        Policed policed = new Policed(home)) {
      policed.at(PolicySettings.Protocol.CERBOS, cerbos.url(), Policed.PATIENT);
      Asked few = policed.asked("high", Policed.search(10));
      Asked later =
          new Asked(few.route(), few.requests(), List.of(Policed.search(10)), Optional.empty());

      assertThat(policed.decide(few)).isEmpty();
      assertThat(policed.decide("high", Policed.search(9), Policed.search(10))).isEmpty();
      assertThat(policed.outcomes).containsOnly(Outcome.ALLOWED);

      assertThat(policed.decide("high", Policed.search(11))).contains(Reason.POLICY_DENIED);
      assertThat(policed.decide("high", Policed.search(9), Policed.search(11)))
          .contains(Reason.POLICY_DENIED);
      assertThat(policed.decide("high", Policed.call("search"))).contains(Reason.POLICY_DENIED);
      assertThat(policed.decide(few, "mallory", "searcher")).contains(Reason.POLICY_DENIED);
      assertThat(policed.decide(few, "orchestrator", "mallory")).contains(Reason.POLICY_DENIED);
      assertThat(policed.decide(later)).contains(Reason.POLICY_DENIED);

      cerbos.stop();
      assertThat(policed.decide(few)).contains(Reason.POLICY_UNAVAILABLE);
      assertThat(policed.decide("open", Policed.search(11))).isEmpty();
    }
  }
}
