package io.deputy.gateway.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Keys;
import io.deputy.log.TreeHead;
import io.deputy.verify.Revocation;
import io.deputy.verify.TrustBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway believes, over bundles that lie, restarts, and a disk that is damaged. */
class HeldTrustTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  @TempDir Path folder;

  private HeldTrust held;

  @BeforeEach
  void open() throws Exception {
    held = loaded();
  }

  private HeldTrust loaded() throws Exception {
    return HeldTrust.load(Acme.ISSUER, Keys.PINNED, TrustFile.in(folder), CLOCK, () -> 0);
  }

  private static TrustBundle bundle(Instant issuedAt, long from, long to, boolean revokes) {
    return bundle(Acme.ISSUER, issuedAt, from, to, revokes);
  }

  private static TrustBundle bundle(
      String issuer, Instant issuedAt, long from, long to, boolean revokes) {
    return new TrustBundle(
        issuer,
        issuedAt,
        Duration.ofMinutes(1),
        issuer.equals(Acme.ISSUER) ? Keys.PUBLISHED : new io.deputy.chain.TrustedKeys(List.of()),
        from,
        to,
        false,
        revokes ? List.of(new Revocation.OfHop(new HopId(new UUID(1, to)))) : List.of(),
        Optional.empty());
  }

  private void refused(String text, Reason reason) {
    long before = held.get().cursor();
    assertThatThrownBy(() -> held.take(text))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).as(r.getMessage()).isEqualTo(reason));
    assertThat(held.get().cursor()).isEqualTo(before);
  }

  private static void stale(HeldTrust held, Instant at, Reason reason) {
    assertThatThrownBy(() -> held.get().requireFresh(at))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  @Test
  void nothingIsFreshBeforeTheFirstBundle() {
    stale(held, NOW, Reason.BUNDLE_MISSING);
  }

  @Test
  void anIssuerThatIsDownIsMissedOnlyAfterTheBundlesAge() throws Exception {
    held.take(Keys.signed(bundle(NOW, 0, 0, false)));

    held.get().requireFresh(NOW.plusSeconds(59));
    stale(held, NOW.plusSeconds(60), Reason.BUNDLE_STALE);
    stale(held, NOW.plusSeconds(3_600), Reason.BUNDLE_STALE);
    // A clock that went back makes nothing fresh that is of a time to come.
    stale(held, NOW.minusSeconds(3_600), Reason.BUNDLE_STALE);
  }

  @Test
  void bundlesThatLieAreNotTaken() throws Exception {
    held.take(Keys.signed(bundle(NOW, 0, 5, true)));

    refused(Keys.forged(bundle(NOW, 5, 6, false)), Reason.BUNDLE_SIGNATURE_INVALID);
    refused(
        Keys.signed(bundle("https://other.example", NOW, 5, 6, false)),
        Reason.BUNDLE_ISSUER_MISMATCH);
    refused(Keys.signed(bundle(NOW, 6, 7, true)), Reason.BUNDLE_GAP);
    refused(Keys.signed(bundle(NOW, 0, 4, true)), Reason.BUNDLE_ROLLED_BACK);
    refused(Keys.signed(bundle(NOW.minusSeconds(1), 5, 5, false)), Reason.BUNDLE_ROLLED_BACK);
    refused(Keys.signed(bundle(NOW.plusSeconds(31), 5, 5, false)), Reason.BUNDLE_STALE);
    String good = Keys.signed(bundle(NOW, 5, 6, true));
    refused(good.substring(0, good.length() / 2), Reason.BUNDLE_MALFORMED);
    refused("", Reason.BUNDLE_MALFORMED);
  }

  @Test
  void aRestartWithoutTheIssuerKnowsWhatWasKnown() throws Exception {
    held.take(Keys.signed(bundle(NOW, 0, 1, true)));
    held.take(Keys.signed(bundle(NOW, 1, 2, true)));
    held.take(Keys.signed(bundle(NOW, 2, 2, false)));

    HeldTrust again = loaded();

    assertThat(again.get().cursor()).isEqualTo(2);
    assertThat(again.get().revocations().size(Acme.ISSUER).entries()).isEqualTo(2);
    assertThat(again.get().keys()).isEqualTo(Keys.PUBLISHED);
    again.get().requireFresh(NOW);
    stale(again, NOW.plusSeconds(60), Reason.BUNDLE_STALE);
  }

  @Test
  void whatIsDamagedOnDiskIsAskedForAgain() throws Exception {
    held.take(Keys.signed(bundle(NOW, 0, 1, true)));
    held.take(Keys.signed(bundle(NOW, 1, 2, true)));
    Path bundles = folder.resolve("bundles");
    String text = Files.readString(bundles);
    Files.writeString(bundles, text.substring(0, text.length() - 40));

    held = loaded();

    assertThat(held.get().cursor()).isEqualTo(1);
    held.take(Keys.signed(bundle(NOW, 1, 2, true)));
    assertThat(loaded().get().cursor()).isEqualTo(2);
  }

  @Test
  void whatSomebodyWroteIntoTheFilesIsNotBelieved() throws Exception {
    held.take(Keys.signed(bundle(NOW, 0, 1, true)));
    Files.writeString(
        folder.resolve("bundles"),
        Keys.forged(bundle(NOW, 1, 9, true)) + "\n",
        StandardOpenOption.APPEND);
    Files.writeString(folder.resolve("newest"), Keys.forged(bundle(NOW, 9, 9, false)));

    assertThat(loaded().get().cursor()).isEqualTo(1);
  }

  private static TrustBundle saying(Optional<String> checkpoint) {
    TrustBundle plain = bundle(NOW, 0, 0, false);
    return new TrustBundle(
        plain.issuer(),
        plain.issuedAt(),
        plain.maxAge(),
        plain.keys(),
        plain.from(),
        plain.to(),
        plain.more(),
        plain.revocations(),
        checkpoint);
  }

  private static TreeHead head(int size, int leaves) {
    return new TreeHead(size, Bytes.of((byte) leaves).sha256());
  }

  private static String of(String checkpoint) {
    return Keys.signed(saying(Optional.of(checkpoint)));
  }

  @Test
  void aLogThatIsShorterOrAnotherOneIsNotTaken() throws Exception {
    held.take(of(Keys.checkpoint(head(5, 1))));
    String seven = Keys.checkpoint(head(7, 1));
    held.take(of(seven));
    held = loaded();
    assertThat(held.get().checkpoint()).contains(seven);
    held.take(of(seven));
    refused(of(Keys.checkpoint(head(6, 1))), Reason.CHECKPOINT_ROLLED_BACK);
    refused(of(Keys.checkpoint(TreeHead.EMPTY)), Reason.CHECKPOINT_ROLLED_BACK);
    refused(of(Keys.checkpoint(head(7, 2))), Reason.CHECKPOINT_INCONSISTENT);
    refused(of(Keys.forgedCheckpoint(head(8, 1))), Reason.CHECKPOINT_SIGNATURE_INVALID);
    refused(of("no checkpoint"), Reason.CHECKPOINT_MALFORMED);
    refused(Keys.signed(saying(Optional.empty())), Reason.CHECKPOINT_ROLLED_BACK);
    assertThat(held.get().checkpoint()).contains(seven);
    held.take(of(Keys.checkpoint(head(8, 1))));
  }

  @Test
  void theFirstCheckpointOfADayIsKeptForAuditors() throws Exception {
    String five = Keys.checkpoint(head(5, 1));
    held.take(of(five));
    held.take(of(Keys.checkpoint(head(7, 1))));
    assertThat(folder.resolve("checkpoints").resolve("2026-11-24")).hasContent(five);
  }
}
