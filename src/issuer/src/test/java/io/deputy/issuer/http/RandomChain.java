package io.deputy.issuer.http;

import io.deputy.issuer.acme.Acme;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A chain of real exchanges, as chance has it: a tree of up to seven hops, and maybe a revocation.
 */
final class RandomChain {
  private static final int MORE_HOPS = 6;

  private final Random random;
  private final List<Delegated.Issued> orchestrators = new ArrayList<>();
  private final List<Delegated.Issued> researchers = new ArrayList<>();
  private final List<Delegated.Issued> all = new ArrayList<>();

  private RandomChain(Random random) {
    this.random = random;
  }

  /** Makes one, and gives its id. */
  static String grow(Random random, String user) {
    RandomChain chain = new RandomChain(random);
    chain.begin(user);
    for (int more = random.nextInt(MORE_HOPS + 1); more > 0; more--) {
      chain.extend();
    }
    if (random.nextInt(3) == 0) {
      TokenForm.revocation(Acme.operator())
          .with("hop", chain.one(chain.all).hop())
          .send()
          .statusCode(200);
    }
    return chain.all.get(0).chain();
  }

  private Delegated.Issued one(List<Delegated.Issued> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Call rights(Call call) {
    Call asking =
        random.nextBoolean()
            ? call
            : call.without("scope").with("authorization_details", Acme.SEARCH);
    return random.nextBoolean() ? asking : asking.with("purpose", "chance " + random.nextInt());
  }

  private void begin(String user) {
    Call call =
        rights(
            Call.first(
                "orchestrator", Acme.ORCHESTRATOR, Acme.alice("orchestrator").with("sub", user)));
    Delegated.Issued first =
        Delegated.Issued.by(random.nextInt(4) == 0 ? call.proving(Acme.ORCHESTRATOR) : call);
    orchestrators.add(first);
    all.add(first);
  }

  private void extend() {
    if (researchers.isEmpty() || random.nextBoolean()) {
      Delegated.Issued next =
          Delegated.Issued.by(rights(Delegated.toResearcher(one(orchestrators))));
      researchers.add(next);
      all.add(next);
    } else {
      all.add(Delegated.Issued.by(Delegated.toSummarizer(one(researchers))));
    }
  }
}
