package io.deputy.issuer.bundle;

import io.deputy.Refusal;
import io.deputy.chain.TrustedKeys;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.revocation.RevocationLog;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives out trust bundles: at once if there is news for whoever asks, otherwise as soon as there
 * is. One look at the record every 200 ms serves all that wait, and there is none while nobody
 * does. So what any instance revokes reaches a waiting gateway well within a second. Safe for any
 * number of threads.
 */
public final class LongPoll implements AutoCloseable {
  /** Less than the 30 s after which the server cuts off a connection that is silent. */
  static final Duration LONGEST = Duration.ofSeconds(25);

  /** A bundle is signed anew after this part of its age, so that two may be lost on the way. */
  static final int PARTS_OF_MAX_AGE = 3;

  static final Duration EVERY = Duration.ofMillis(200);

  /**
   * How long nobody waits longer after the keys changed: a gateway that was just between two
   * requests then learns of it now, and not with its next bundle.
   */
  static final Duration KEYS_ARE_NEWS = Duration.ofSeconds(1);

  /** Who wait at once, each for some hundred bytes; twice as many as there are connections. */
  static final int MAX_WAITING = 20_000;

  private record Waiter(
      long since, TrustedKeys keys, long until, CompletableFuture<String> answer) {}

  private final TrustBundles bundles;
  private final IssuerKeys keys;
  private final RevocationLog log;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final List<Waiter> waiting = new ArrayList<>();

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "bundles");
            daemon.setDaemon(true);
            return daemon;
          });

  /**
   * @param nanoTime a clock that only goes forward
   */
  public LongPoll(
      TrustBundles bundles,
      IssuerKeys keys,
      RevocationLog log,
      Clock clock,
      LongSupplier nanoTime) {
    this.bundles = Objects.requireNonNull(bundles);
    this.keys = Objects.requireNonNull(keys);
    this.log = Objects.requireNonNull(log);
    this.clock = Objects.requireNonNull(clock);
    this.nanoTime = Objects.requireNonNull(nanoTime);
  }

  /**
   * A bundle with what was revoked after some cursor.
   *
   * @param since the last cursor that is known; 0 for none
   * @param wait how long to wait for news at most; shortened to a third of a bundle's age, and to
   *     25 seconds
   * @return the bundle as a JWS; fails with a {@link Refusal} if the record or the keys went away
   * @throws Refusal as {@link TrustBundles#after}
   */
  public CompletionStage<String> after(long since, Duration wait) throws Refusal {
    TrustedKeys known = keys.published();
    if (wait.isZero() || log.end().cursor() != since) {
      return CompletableFuture.completedFuture(bundles.after(since));
    }
    long until = nanoTime.getAsLong() + shortened(wait).toNanos();
    Waiter waiter = new Waiter(since, known, until, new CompletableFuture<>());
    return add(waiter) ? waiter.answer() : CompletableFuture.completedFuture(bundles.after(since));
  }

  private Duration shortened(Duration wait) {
    Duration shortest = min(min(wait, LONGEST), bundles.maxAge().dividedBy(PARTS_OF_MAX_AGE));
    Duration left = KEYS_ARE_NEWS.minus(Duration.between(keys.publishedSince(), clock.instant()));
    return left.isNegative() || left.isZero() ? shortest : min(shortest, left);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private synchronized boolean add(Waiter waiter) {
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(waiter);
    if (waiting.size() == 1) {
      lookLater();
    }
    return true;
  }

  private void lookLater() {
    var unused = thread.schedule(this::look, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      long end = log.end().cursor();
      Map<Long, List<Waiter>> due = new HashMap<>();
      for (Waiter waiter : takeDue(end, keys.published())) {
        due.computeIfAbsent(waiter.since(), since -> new ArrayList<>()).add(waiter);
      }
      due.forEach(this::answer);
    } catch (Refusal | RuntimeException e) {
      takeAll().forEach(waiter -> waiter.answer().completeExceptionally(e));
    } finally {
      lookAgain();
    }
  }

  private synchronized List<Waiter> takeDue(long end, TrustedKeys published) {
    long now = nanoTime.getAsLong();
    List<Waiter> due = new ArrayList<>();
    waiting.removeIf(
        waiter ->
            (waiter.since() != end || !waiter.keys().equals(published) || waiter.until() - now <= 0)
                && due.add(waiter));
    return due;
  }

  private synchronized List<Waiter> takeAll() {
    List<Waiter> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  private synchronized void lookAgain() {
    if (!waiting.isEmpty()) {
      lookLater();
    }
  }

  /** Those that know the same get the same bundle, made after all of them had asked. */
  private void answer(long since, List<Waiter> waiters) {
    try {
      String bundle = bundles.after(since);
      waiters.forEach(waiter -> waiter.answer().complete(bundle));
    } catch (Refusal | RuntimeException e) {
      waiters.forEach(waiter -> waiter.answer().completeExceptionally(e));
    }
  }

  /** Looks no more; those that wait are cut off with the server. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
