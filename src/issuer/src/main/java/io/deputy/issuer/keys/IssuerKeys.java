package io.deputy.issuer.keys;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.chain.TrustedKey.State;
import io.deputy.chain.TrustedKeys;
import io.deputy.minting.Minter;
import io.deputy.minting.Signer;
import io.deputy.minting.keys.IssuerKey;
import io.deputy.minting.keys.KeyFolder;
import io.deputy.minting.keys.KeyManifest;
import io.deputy.minting.keys.KeysInvalid;
import io.deputy.verify.Verifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What this issuer signs with, and what the world should trust: always as the key folder had it
 * when it was read last. Safe for any number of threads.
 */
public final class IssuerKeys {
  /**
   * How long the keys may be used without the folder having been read: after that nobody knows
   * whether one of them is compromised by now.
   */
  public static final Duration STALE_AFTER = Duration.ofMinutes(5);

  /**
   * The keys as they were at one moment.
   *
   * @param root signs authority blocks
   * @param attestation attests hops
   * @param bundle signs trust bundles
   * @param log signs checkpoints and promises of the log
   * @param minter signs with the first two
   */
  public record Current(Signer root, Signer attestation, Signer bundle, Signer log, Minter minter) {
    public Current {
      Objects.requireNonNull(root);
      Objects.requireNonNull(attestation);
      Objects.requireNonNull(bundle);
      Objects.requireNonNull(log);
      Objects.requireNonNull(minter);
    }
  }

  /** The verifier trusts these keys, and remembers nothing of earlier ones. */
  private record Published(TrustedKeys keys, Verifier verifier, Instant since) {
    static Published of(TrustedKeys keys, Instant since) {
      return new Published(keys, new Verifier(keys), since);
    }
  }

  private final KeyFolder folder;
  private final String issuer;
  private final KeyHistory history;
  private final Clock clock;
  private KeyManifest manifest;
  private boolean recorded;
  private volatile Published published;

  /** Empty while the keys that the manifest wants to sign cannot be had. */
  private volatile Optional<Current> current = Optional.empty();

  private volatile Instant readAt;

  private IssuerKeys(KeyFolder folder, String issuer, KeyHistory history, Clock clock)
      throws KeysInvalid {
    this.folder = Objects.requireNonNull(folder);
    this.issuer = Objects.requireNonNull(issuer);
    this.history = Objects.requireNonNull(history);
    this.clock = Objects.requireNonNull(clock);
    this.readAt = clock.instant();
    this.manifest = folder.open(readAt);
    this.published = Published.of(manifest.published(issuer), readAt);
    this.current = Optional.of(load(published, Optional.empty()));
  }

  /**
   * Reads the keys; makes those of a new issuer if there is no folder. They are not recorded before
   * the first {@link #reload}.
   *
   * @param issuer whose keys they are
   */
  public static IssuerKeys open(KeyFolder folder, String issuer, KeyHistory history, Clock clock)
      throws KeysInvalid {
    return new IssuerKeys(folder, issuer, history, clock);
  }

  /**
   * The keys, all of one moment.
   *
   * @throws Refusal {@code signing_keys_unavailable} if the folder could not be read for too long,
   *     or a key that is to sign cannot be had
   */
  public Current current(Instant now) throws Refusal {
    Optional<Current> found = current;
    if (found.isEmpty() || isStale(now)) {
      throw unavailable();
    }
    return found.get();
  }

  private static Refusal unavailable() {
    return new Refusal(
        Reason.SIGNING_KEYS_UNAVAILABLE,
        "the issuer's keys cannot be read, so nothing was issued; try again");
  }

  /** Whether {@link #current} gives keys. */
  public boolean isUsable(Instant now) {
    return current.isPresent() && !isStale(now);
  }

  private boolean isStale(Instant now) {
    return readAt.plus(STALE_AFTER).isBefore(now);
  }

  /** Signs authority blocks now. */
  public Signer root() {
    return current.orElseThrow().root();
  }

  /** Attests hops now. */
  public Signer attestation() {
    return current.orElseThrow().attestation();
  }

  /** Every key of the issuer that verifiers should know. */
  public TrustedKeys published() {
    return published.keys();
  }

  /** Since when {@link #published} are those, here. */
  public Instant publishedSince() {
    return published.since();
  }

  /**
   * Trusts the published keys. It is there too while a key that is to sign cannot be had, so that
   * tokens can be revoked and asked about meanwhile.
   *
   * @throws Refusal {@code signing_keys_unavailable} if the folder could not be read for too long
   */
  public Verifier verifier(Instant now) throws Refusal {
    if (isStale(now)) {
      throw unavailable();
    }
    return published.verifier();
  }

  /**
   * Reads the folder again. If anything changed, that is in force when this returns, and what was
   * verified under earlier keys is forgotten. A change that cannot be recorded now is recorded at
   * the next call.
   *
   * @return whether anything changed
   * @throws KeysInvalid if the folder cannot be read, and then the earlier keys stay in force until
   *     they are stale; or if a key that is to sign cannot be had, and then nothing is signed
   * @throws RuntimeException if the change is in force and could not be recorded
   */
  public synchronized boolean reload() throws KeysInvalid {
    Instant now = clock.instant();
    KeyManifest found = folder.read();
    boolean changed = !found.equals(manifest);
    if (changed || current.isEmpty()) {
      take(found);
    }
    readAt = now;
    if (!recorded) {
      history.keep(manifest.keys());
      recorded = true;
    }
    return changed;
  }

  /** The earlier keys are used until the new ones are there, unless one of them is compromised. */
  private void take(KeyManifest found) throws KeysInvalid {
    Optional<Current> before = current;
    Published trusted = Published.of(found.published(issuer), clock.instant());
    if (!compromised(manifest).containsAll(compromised(found))) {
      published = trusted;
      current = Optional.empty();
    }
    recorded = recorded && found.equals(manifest);
    manifest = found;
    Optional<Current> next = Optional.empty();
    try {
      next = Optional.of(load(trusted, before));
    } finally {
      published = trusted;
      current = next;
    }
  }

  private static List<IssuerKey> compromised(KeyManifest manifest) {
    return manifest.keys().stream().filter(k -> k.state() == State.COMPROMISED).toList();
  }

  private Current load(Published trusted, Optional<Current> before) throws KeysInvalid {
    Signer root = signer(Role.ROOT, before.map(Current::root));
    Signer attestation = signer(Role.ATTESTATION, before.map(Current::attestation));
    Signer bundle = signer(Role.BUNDLE, before.map(Current::bundle));
    Signer log = signer(Role.LOG, before.map(Current::log));
    // One for both, so that the parent of a hop is verified once.
    return new Current(
        root, attestation, bundle, log, new Minter(issuer, root, attestation, trusted.verifier()));
  }

  /** The private half of a key is read once. */
  private Signer signer(Role role, Optional<Signer> before) throws KeysInvalid {
    IssuerKey key =
        manifest
            .signing(role)
            .orElseThrow(
                () ->
                    new KeysInvalid(
                        "there is no active key of the role "
                            + role.name().toLowerCase(Locale.ROOT)
                            + "; make one with \"deputy keys generate\""));
    Optional<Signer> known =
        before.filter(s -> s.number() == key.number() && s.publicKey().equals(key.key()));
    return known.isPresent() ? known.get() : folder.signer(key);
  }
}
