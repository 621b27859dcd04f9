package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Replays everything on record: the histories, the log, every chain in the order of ids, every
 * batch of decisions. Several chains at once, with a few pages of the record in memory however long
 * it is.
 */
public final class ReplayOfAll {
  /** Chains or batches that are read at once: a megabyte, and few round trips. */
  private static final int PAGE = 32;

  /** Pages in the making, for each thread: one is worked on, one waits to be told. */
  private static final int AHEAD = 2;

  private final Replay replay;
  private final View view;
  private final int threads;

  /**
   * @param threads how many chains are replayed at once; each takes a connection to the database
   */
  public ReplayOfAll(Replay replay, View view, int threads) {
    this.replay = Objects.requireNonNull(replay);
    this.view = Objects.requireNonNull(view);
    this.threads = threads;
  }

  /** What gives the pages, one after another. */
  private interface Pages {
    /** The next page; empty at the end. */
    Optional<Callable<List<Report>>> next() throws Refusal;
  }

  /**
   * Replays it.
   *
   * @param after begins after this chain: the last one that an earlier run told
   * @param told gets each report, chains in the order of their ids
   * @throws Refusal {@code record_unavailable} if the record cannot be read
   */
  public void run(Optional<ChainId> after, Consumer<Report> told)
      throws Refusal, InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      told.accept(replay.histories());
      told.accept(replay.log());
      run(workers, chains(after), told);
      run(workers, batches(), told);
    } finally {
      workers.shutdownNow();
    }
  }

  private Pages chains(Optional<ChainId> after) {
    return new Pages() {
      private Optional<ChainId> last = after;

      @Override
      public Optional<Callable<List<Report>>> next() throws Refusal {
        List<ChainId> page = replay.archive().chains(last, PAGE);
        if (page.isEmpty()) {
          return Optional.empty();
        }
        last = Optional.of(page.get(page.size() - 1));
        return Optional.of(() -> replay.chains(page, view));
      }
    };
  }

  private Pages batches() {
    return new Pages() {
      private Optional<BatchEntry> last = Optional.empty();

      @Override
      public Optional<Callable<List<Report>>> next() throws Refusal {
        List<BatchEntry> page = replay.archive().batches(last, PAGE);
        if (page.isEmpty()) {
          return Optional.empty();
        }
        last = Optional.of(page.get(page.size() - 1));
        List<BatchEntry> shown = page.stream().filter(b -> view.shows(b.recordedAt())).toList();
        return Optional.of(() -> replay.batches(shown));
      }
    };
  }

  private void run(ExecutorService workers, Pages pages, Consumer<Report> told)
      throws Refusal, InterruptedException {
    Deque<Future<List<Report>>> ahead = new ArrayDeque<>();
    Optional<Callable<List<Report>>> page = pages.next();
    while (page.isPresent() || !ahead.isEmpty()) {
      if (page.isPresent() && ahead.size() < AHEAD * threads) {
        ahead.add(workers.submit(page.get()));
        page = pages.next();
      } else {
        done(ahead.remove()).forEach(told);
      }
    }
  }

  private static List<Report> done(Future<List<Report>> page) throws Refusal, InterruptedException {
    try {
      return page.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
