package io.deputy.gateway.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Keys;
import io.deputy.gateway.holder.Credentials;
import io.deputy.gateway.holder.HolderProofs;
import io.deputy.gateway.holder.Nonces;
import io.deputy.gateway.holder.UsedProofs;
import io.deputy.gateway.routes.Route;
import io.deputy.json.RightsJson;
import io.deputy.verify.Trust;
import io.deputy.verify.TrustBundle;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An issuer that is down is missed after the bundle's age and no earlier, whatever clocks do. */
class ClocksTest {
  private static final Duration MAX_AGE = Duration.ofHours(1);
  private static final String PAGES =
      """
      [{"type":"http","server":"https://wiki.acme.example","methods":["GET"],
        "paths":{"wildcard":true},"query":{"wildcard":true}}]""";

  @TempDir Path home;

  private Instant wall = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private long steady;
  private Gate gate;
  private Route route;
  private Credentials credentials;

  @BeforeEach
  void takeTheLastBundleOfAnIssuer() throws Exception {
    try (Acme acme = new Acme(home)) {
      acme.routes(
          "routes: [{ id: wiki, type: http, path: /wiki, bearer: true,"
              + " server: \"https://wiki.acme.example\" }]");
      route = acme.routes().named("wiki").orElseThrow();
      String token =
          Acme.text(acme.mint(Acme.bearer("reader"), RightsJson.read(PAGES), Duration.ofHours(9)));
      credentials =
          new Credentials(
              List.of("Bearer " + token),
              List.of(),
              "GET",
              "https://wiki.acme.example/",
              Optional.empty());
    }
    wall = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
    Trust trust =
        Trust.none(Acme.ISSUER, () -> steady)
            .take(
                new TrustBundle(
                    Acme.ISSUER,
                    wall,
                    MAX_AGE,
                    Keys.PUBLISHED,
                    0,
                    0,
                    false,
                    List.of(),
                    Optional.empty()),
                wall);
    Clock clock = new Wall();
    gate =
        new Gate(
            Acme.GATEWAY,
            () -> trust,
            new HolderProofs(new Nonces(clock), new UsedProofs(clock)),
            CentralPolicy.NONE,
            Recorder.NONE,
            clock,
            (where, reason) -> {});
  }

  private final class Wall extends Clock {
    @Override
    public Instant instant() {
      return wall;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    steady += time.toNanos();
  }

  private Optional<Reason> recognised() {
    try {
      Caller caller = gate.recognise(credentials, route);
      assertThat(gate.isStillHonoured(caller)).isTrue();
      return Optional.empty();
    } catch (Refusal refusal) {
      return Optional.of(refusal.reason());
    }
  }

  @Test
  void withoutTheIssuerItDecidesUntilTheBundlesAgeAndThenStreamsEndToo() throws Exception {
    Caller listening = gate.recognise(credentials, route);

    pass(MAX_AGE.minusSeconds(1));
    assertThat(recognised()).isEmpty();
    assertThat(gate.isStillHonoured(listening)).isTrue();

    pass(Duration.ofSeconds(1));
    assertThat(recognised()).contains(Reason.BUNDLE_STALE);
    assertThat(gate.isStillHonoured(listening)).isFalse();
  }

  @Test
  void aClockThatIsSetBackGivesTheBundleNoMoreTime() {
    pass(Duration.ofMinutes(50));
    wall = wall.minus(Duration.ofMinutes(45));
    assertThat(recognised()).isEmpty();

    pass(Duration.ofMinutes(10));
    assertThat(recognised()).contains(Reason.BUNDLE_STALE);
  }

  @Test
  void aClockThatIsSetBackBeforeTheBundleWasSignedIsNotTrusted() {
    wall = wall.minus(Duration.ofHours(1));

    assertThat(recognised()).contains(Reason.BUNDLE_STALE);
  }

  @Test
  void aClockThatIsSetForwardRefusesAndHealsWhenItIsRight() {
    wall = wall.plus(Duration.ofHours(3));
    assertThat(recognised()).contains(Reason.BUNDLE_STALE);

    wall = wall.minus(Duration.ofHours(3));
    assertThat(recognised()).isEmpty();
  }
}
