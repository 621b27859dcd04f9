package io.deputy.verify;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Profile;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.log.Checkpoint;
import io.deputy.log.NoteKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a gateway believes of one issuer, from the bundles that it took: keys, revocations, and how
 * old all of it is. Immutable: a bundle makes the next one, which is swapped in as a whole; so one
 * writer and any number of readers need no locks.
 *
 * <p>It is as old as its last bundle after which no more followed; parts on the way there revoke,
 * and make nothing younger. Two clocks must agree that it is fresh: that of the day, by the time
 * that the issuer signed, and a steady one, by when the bundle came; so a clock that is set back
 * makes nothing fresh that was stale. Across a restart only the first of them counts.
 */
public final class Trust {
  /** The last bundle after which no more followed, and when it came by the steady clock. */
  private record Whole(Instant issuedAt, Duration maxAge, long cameAt) {}

  /** How far the issuer's log was, and its word for it. */
  private record LogState(Checkpoint checkpoint, String note) {}

  private final String issuer;
  private final LongSupplier nanoTime;
  private final TrustedKeys keys;
  private final Revocations revocations;
  private final Verifier verifier;
  private final long cursor;
  private final Instant issuedAt;
  private final Optional<Whole> whole;
  private final Optional<LogState> log;

  private Trust(
      String issuer,
      LongSupplier nanoTime,
      TrustedKeys keys,
      Revocations revocations,
      Verifier verifier,
      long cursor,
      Instant issuedAt,
      Optional<Whole> whole,
      Optional<LogState> log) {
    this.issuer = issuer;
    this.nanoTime = nanoTime;
    this.keys = keys;
    this.revocations = revocations;
    this.verifier = verifier;
    this.cursor = cursor;
    this.issuedAt = issuedAt;
    this.whole = whole;
    this.log = log;
  }

  /**
   * Before the first bundle: nothing is believed, so nothing passes.
   *
   * @param issuer whose bundles are taken, as it stands in its tokens
   * @param nanoTime a steady clock, such as {@code System::nanoTime}
   */
  public static Trust none(String issuer, LongSupplier nanoTime) {
    TrustedKeys nobody = new TrustedKeys(List.of());
    return new Trust(
        Objects.requireNonNull(issuer),
        Objects.requireNonNull(nanoTime),
        nobody,
        Revocations.NONE,
        new Verifier(nobody),
        0,
        Instant.MIN,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * What is believed after one more bundle, whose signature was verified. Taking one twice is as
   * good as once. No state of a key goes back: of two instances of an issuer, one may not have
   * heard yet that a key is compromised.
   *
   * @param now the time of day
   * @throws Refusal {@code bundle_issuer_mismatch}; {@code bundle_gap} if revocations may lie
   *     between what is known and what it covers; {@code bundle_rolled_back} if it was signed
   *     before the last one, or covers less; {@code bundle_stale} if its time is yet to come;
   *     {@code checkpoint_malformed}, {@code checkpoint_signature_invalid}; {@code
   *     checkpoint_rolled_back} if the issuer's log is shorter than it was, or is not told any
   *     more; {@code checkpoint_inconsistent} if it is as long, and another one
   */
  public Trust take(TrustBundle bundle, Instant now) throws Refusal {
    if (!bundle.issuer().equals(issuer)) {
      throw new Refusal(
          Reason.BUNDLE_ISSUER_MISMATCH,
          "the bundle is of \"" + bundle.issuer() + "\", not of \"" + issuer + "\"; check its URL");
    }
    if (bundle.from() > cursor) {
      throw new Refusal(
          Reason.BUNDLE_GAP,
          "the bundle begins after revocation "
              + bundle.from()
              + ", and only those up to "
              + cursor
              + " are known; ask for those after that");
    }
    if (bundle.issuedAt().isBefore(issuedAt) || bundle.to() < cursor) {
      throw new Refusal(
          Reason.BUNDLE_ROLLED_BACK,
          "the bundle is older than the one before; ask the issuer whether its record was"
              + " restored");
    }
    if (isYetToCome(bundle.issuedAt(), now)) {
      throw yetToCome(bundle.issuedAt());
    }
    TrustedKeys changed = bundle.keys().after(keys);
    Revocations revoked = revocations.with(issuer, bundle.revocations());
    return new Trust(
        issuer,
        nanoTime,
        changed,
        revoked,
        verifier.with(changed, revoked),
        bundle.to(),
        bundle.issuedAt(),
        bundle.more() ? whole : Optional.of(whole(bundle)),
        logAfter(bundle, changed));
  }

  /**
   * Whoever rewrites the log must give everybody who saw it a shorter one, or another of the same
   * length, or wait until it is longer; the last is found by whoever compares what gateways kept.
   */
  private Optional<LogState> logAfter(TrustBundle bundle, TrustedKeys known) throws Refusal {
    if (bundle.checkpoint().isEmpty()) {
      if (log.isPresent()) {
        throw new Refusal(
            Reason.CHECKPOINT_ROLLED_BACK,
            "the bundle does not say how far the issuer's log is, and one before did; ask the"
                + " issuer");
      }
      return log;
    }
    String origin = Checkpoint.origin(issuer);
    List<NoteKey> logKeys =
        known.keys().stream()
            .filter(k -> k.role() == TrustedKey.Role.LOG && k.issuer().equals(issuer))
            .filter(k -> k.state() != TrustedKey.State.COMPROMISED)
            .map(k -> new NoteKey(origin, k.key()))
            .toList();
    String note = bundle.checkpoint().get();
    Checkpoint next = Checkpoint.open(note, logKeys);
    if (log.isPresent()) {
      log.get().checkpoint.requireMayPrecede(next);
    }
    return Optional.of(new LogState(next, note));
  }

  /** One that is not younger than the last came when that one did. */
  private Whole whole(TrustBundle bundle) {
    long cameAt =
        whole
            .filter(before -> !bundle.issuedAt().isAfter(before.issuedAt))
            .map(Whole::cameAt)
            .orElseGet(nanoTime::getAsLong);
    return new Whole(bundle.issuedAt(), bundle.maxAge(), cameAt);
  }

  /**
   * Refuses to rely on this any longer.
   *
   * @param now the time of day
   * @throws Refusal {@code bundle_missing} before the first bundle; {@code bundle_stale} if the
   *     last one is older than it may be, by either clock, or its time is yet to come
   */
  public void requireFresh(Instant now) throws Refusal {
    if (whole.isEmpty()) {
      throw new Refusal(
          Reason.BUNDLE_MISSING,
          "there is no trust bundle of \"" + issuer + "\" yet; see whether it can be reached");
    }
    Whole last = whole.get();
    if (isYetToCome(last.issuedAt, now)) {
      throw yetToCome(last.issuedAt);
    }
    boolean old = !now.isBefore(last.issuedAt.plus(last.maxAge));
    if (old || nanoTime.getAsLong() - last.cameAt >= last.maxAge.toNanos()) {
      throw new Refusal(
          Reason.BUNDLE_STALE,
          "the trust bundle of "
              + last.issuedAt
              + " is older than "
              + last.maxAge.toSeconds()
              + " s; see whether \""
              + issuer
              + "\" can be reached");
    }
  }

  private static boolean isYetToCome(Instant time, Instant now) {
    return now.plus(Profile.CLOCK_LEEWAY).isBefore(time);
  }

  private static Refusal yetToCome(Instant time) {
    return new Refusal(
        Reason.BUNDLE_STALE,
        "the trust bundle is of " + time + ", which is yet to come; check the clocks");
  }

  /**
   * Decides one request, if this is fresh; otherwise as {@link Verifier#check}.
   *
   * @param now the time of day
   * @return whether the request may pass; refuse it unless this is {@link Decision.Allowed}
   */
  public Decision check(Bytes token, PresentedRequest presented, ProvenKey proven, Instant now) {
    try {
      requireFresh(now);
    } catch (Refusal refusal) {
      return new Decision.Denied(refusal.reason(), refusal.getMessage());
    }
    return verifier.check(token, presented, proven, now);
  }

  /** Verifies with the keys, and knows the revocations; whether they are fresh it does not ask. */
  public Verifier verifier() {
    return verifier;
  }

  /** The issuer whose bundles are taken. */
  public String issuer() {
    return issuer;
  }

  /** The issuer's keys. */
  public TrustedKeys keys() {
    return keys;
  }

  /** What the issuer took back. */
  public Revocations revocations() {
    return revocations;
  }

  /** The place of the last revocation that is known; 0 for none. */
  public long cursor() {
    return cursor;
  }

  /** When the last bundle was signed after which no more followed. */
  public Optional<Instant> issuedAt() {
    return whole.map(Whole::issuedAt);
  }

  /** How long that one may be relied on. */
  public Optional<Duration> maxAge() {
    return whole.map(Whole::maxAge);
  }

  /** The newest checkpoint of the issuer's log that a bundle had. */
  public Optional<String> checkpoint() {
    return log.map(LogState::note);
  }
}
