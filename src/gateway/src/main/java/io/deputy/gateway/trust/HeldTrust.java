package io.deputy.gateway.trust;

import io.deputy.Refusal;
import io.deputy.chain.TrustedKeys;
import io.deputy.json.TrustBundleJson;
import io.deputy.verify.Trust;
import io.deputy.verify.TrustBundle;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What this gateway believes now, in memory and on disk. Bundles are taken by one writer; whoever
 * decides reads.
 */
public final class HeldTrust implements Supplier<Trust> {
  private final TrustedKeys pinned;
  private final TrustFile file;
  private final Clock clock;
  private final AtomicReference<Trust> held;

  private HeldTrust(TrustedKeys pinned, TrustFile file, Clock clock, Trust trust) {
    this.pinned = pinned;
    this.file = file;
    this.clock = clock;
    this.held = new AtomicReference<>(trust);
  }

  /**
   * Believes what the file says, as far as it verifies: what does not, and all after it, is
   * forgotten and will be asked for again.
   *
   * @param issuer whose bundles are taken
   * @param pinned its bundle keys, which came by another way
   * @throws IOException if the file cannot be read
   */
  public static HeldTrust load(
      String issuer, TrustedKeys pinned, TrustFile file, Clock clock, LongSupplier nanoTime)
      throws IOException {
    Objects.requireNonNull(clock);
    Trust trust = Trust.none(issuer, nanoTime);
    List<String> pages = file.read();
    for (int i = 0; i < pages.size(); i++) {
      try {
        trust = trust.take(TrustBundleJson.read(pages.get(i), pinned), clock.instant());
      } catch (Refusal damaged) {
        file.keepFirst(Math.min(i, pages.size() - 1));
        break;
      }
    }
    return new HeldTrust(pinned, file, clock, trust);
  }

  @Override
  public Trust get() {
    return held.get();
  }

  /**
   * Takes a bundle as it came. In force at once; on disk thereafter, since a revocation should not
   * wait for a disk.
   *
   * @return whether more follows
   * @throws Refusal if it is not to be believed; nothing changes
   * @throws IOException if it could not be kept; it is in force all the same
   */
  boolean take(String text) throws Refusal, IOException {
    TrustBundle bundle = TrustBundleJson.read(text, pinned);
    held.set(held.get().take(bundle, clock.instant()));
    file.keep(text, !bundle.revocations().isEmpty());
    if (bundle.checkpoint().isPresent()) {
      file.keepCheckpoint(
          LocalDate.ofInstant(bundle.issuedAt(), ZoneOffset.UTC), bundle.checkpoint().get());
    }
    return bundle.more();
  }
}
