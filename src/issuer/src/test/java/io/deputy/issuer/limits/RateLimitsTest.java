package io.deputy.issuer.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.User;
import io.deputy.issuer.ledger.HopRecord;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitsTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

  private int taken(Buckets buckets, String key, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += buckets.take(key) ? 1 : 0;
    }
    return taken;
  }

  /** The clock's number overflows on the way: only differences count. */
  @Test
  void tenSecondsWorthMayComeAtOnce_andThenAsManyAsTheRate() {
    Buckets buckets = new Buckets(5, nanos::get);
    assertThat(taken(buckets, "a", 100)).isEqualTo(50);
    assertThat(taken(buckets, "b", 100)).isEqualTo(50);
    for (int second = 0; second < 5; second++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      assertThat(taken(buckets, "a", 100)).isEqualTo(5);
    }
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(taken(buckets, "a", 100)).isEqualTo(50);
  }

  @Test
  void whoIsRefusedDoesNotWaitLongerForIt() {
    Buckets buckets = new Buckets(1, nanos::get);
    taken(buckets, "a", 1000);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(buckets.take("a")).isTrue();
  }

  @Test
  void threadsTogetherTakeNoMore() throws Exception {
    Buckets buckets = new Buckets(100, nanos::get);
    AtomicLong taken = new AtomicLong();
    Thread[] threads = new Thread[8];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> taken.addAndGet(taken(buckets, "a", 1000)));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(taken.get()).isEqualTo(1000);
  }

  @Test
  void eachOfTheThreeIsItsOwn() throws Exception {
    RateLimits limits = new RateLimits(1, 1, 1, nanos::get);
    User alice = new User("https://idp.acme.example", "alice");
    User other = new User("https://other.example", "alice");
    for (int i = 0; i < 10; i++) {
      limits.takeOf(alice);
      limits.takeOf(new HopRecord.Source("192.0.2.1", "t"));
    }
    limited(() -> limits.takeOf(alice));
    limited(() -> limits.takeOf(new HopRecord.Source("192.0.2.1", "u")));
    limits.takeOf(other);
    limits.takeOf(new HopRecord.Source("192.0.2.2", "t"));
  }

  private interface Take {
    void take() throws Refusal;
  }

  private static void limited(Take take) {
    assertThatThrownBy(take::take)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.RATE_LIMITED));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, RateLimits.MOST_PER_SECOND + 1})
  void aLimitThatIsNoneOrTooMuchIsRefused(int perSecond) {
    assertThatThrownBy(() -> new RateLimits(1, perSecond, 1, nanos::get))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:ffff:0:0:1",
    "2001:db8:1:2::1, 2001:DB8:1:2:0:0:0:9",
    "2001:db8::1, 2001:db8:0:0:5::",
    "fe80::1%eth0, fe80:0:0:0::2",
    "::1, 0:0:0:0:0:0:0:1",
    "unknown, unknown"
  })
  void oneNetworkIsOneClient(String one, String other) {
    assertThat(Addresses.network(one)).isEqualTo(Addresses.network(other));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2",
    "2001:db8:1:2::1, 2001:db8:1:3::1",
    "2001:db8:1:2::1, 2001:db8:12::1",
    "::1, 1::"
  })
  void anotherNetworkIsAnother(String one, String other) {
    assertThat(Addresses.network(one)).isNotEqualTo(Addresses.network(other));
  }
}
