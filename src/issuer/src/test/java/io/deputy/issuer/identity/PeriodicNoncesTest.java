package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.exchange.NonceStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Two instances on one database, and their nonces. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class PeriodicNoncesTest {
  private static final Duration PERIOD = PeriodicNonces.PERIOD;

  /** A time that nobody else lives in. */
  private static final Instant NOW = Instant.parse("2001-01-01T00:00:00Z");

  @Inject NonceStore store;

  @Test
  void oneInstanceAcceptsWhatAnotherGaveOut() throws Exception {
    String nonce = new PeriodicNonces(store).current(NOW);
    PeriodicNonces other = new PeriodicNonces(store);
    assertThat(other.current(NOW)).isEqualTo(nonce);
    assertThat(other.accepts(nonce, NOW)).isTrue();
  }

  @Test
  void oneIsGoodForTwoPeriodsAndForAClockThatIsBehind() throws Exception {
    PeriodicNonces nonces = new PeriodicNonces(store);
    String nonce = nonces.current(NOW);
    Instant end = NOW.plus(PERIOD);
    assertThat(nonces.current(end.minusSeconds(1))).isEqualTo(nonce);
    assertThat(nonces.current(end)).isNotEqualTo(nonce);
    assertThat(nonces.accepts(nonce, end.plus(PERIOD).minusSeconds(1))).isTrue();
    assertThat(nonces.accepts(nonce, end.plus(PERIOD))).isFalse();
    assertThat(nonces.accepts(nonce, NOW.minusSeconds(1))).isTrue();
    assertThat(nonces.accepts(nonce, NOW.minus(PERIOD).minusSeconds(1))).isFalse();
  }

  @Test
  void whatNobodyGaveOutIsRefused() throws Exception {
    PeriodicNonces nonces = new PeriodicNonces(store);
    assertThat(nonces.accepts("", NOW)).isFalse();
    assertThat(nonces.accepts(nonces.current(NOW) + "A", NOW)).isFalse();
  }
}
