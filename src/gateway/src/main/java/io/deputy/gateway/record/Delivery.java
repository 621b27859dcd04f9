package io.deputy.gateway.record;

import io.deputy.json.DecisionBatchJson;
import io.deputy.verify.DecisionBatch;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings records to the issuer, in order and at least once: a record is deleted only after the
 * issuer said that it is stored. Where the issuer lacks something that is still here, it is sent
 * again. One thread of its own; whatever goes wrong, it tries again later, and the spool keeps what
 * comes.
 */
public final class Delivery implements AutoCloseable {
  /** The type of the JWS. */
  private static final String TYPE = "deputy-decisions+jws";

  private static final System.Logger LOG = System.getLogger(Delivery.class.getName());

  /** Between looks for new records: few batches instead of many, and no wait that anybody feels. */
  static final Duration PAUSE = Duration.ofMillis(200);

  /** After failures: doubled each time, up to this, and up to a quarter less at random. */
  private static final Duration MAX_BACK_OFF = Duration.ofSeconds(30);

  /** What the members of a batch take beside records and tokens. */
  private static final int ENVELOPE_BYTES = 2_000;

  /** Where an issuer takes less than ours does, batches are halved down to this. */
  private static final int MIN_BATCH_BYTES = 32 << 10;

  private static final int MAX_BATCH_BYTES = DecisionBatch.MAX_PAYLOAD_BYTES - ENVELOPE_BYTES;

  private final Spool spool;
  private final String gateway;
  private final GatewayKey key;
  private final DecisionsEndpoint issuer;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private volatile long position;
  private volatile boolean stopped;

  private Optional<Spool.Cursor> cursor = Optional.empty();
  private int batchBytes = MAX_BATCH_BYTES;
  private boolean resending;
  private int failuresInARow;

  private Delivery(Records records, String gateway, GatewayKey key, DecisionsEndpoint issuer) {
    this.spool = records.spool();
    this.gateway = Objects.requireNonNull(gateway);
    this.key = Objects.requireNonNull(key);
    this.issuer = Objects.requireNonNull(issuer);
    this.position = spool.first();
    this.thread = new Thread(this::run, "deputy-record-delivery");
    this.thread.setDaemon(true);
  }

  /**
   * Begins to deliver.
   *
   * @param gateway this gateway's id in the issuer's directory, in at most 256 characters
   * @param key one of its keys there
   * @throws IllegalArgumentException if the id is longer
   */
  public static Delivery start(
      Records records, String gateway, GatewayKey key, DecisionsEndpoint issuer) {
    if (gateway.length() > 256) {
      throw new IllegalArgumentException("a gateway's id has at most 256 characters");
    }
    Delivery delivery = new Delivery(records, gateway, key, issuer);
    delivery.thread.start();
    return delivery;
  }

  private void run() {
    try {
      while (!stopped) {
        Thread.sleep(turn().toMillis());
      }
    } catch (InterruptedException e) {
      // Stopped: what was not answered is sent again after the next start.
    }
  }

  /** Delivers one batch, if there is one, and tells how long to wait for the next. */
  private Duration turn() throws InterruptedException {
    try {
      Spool.Fetched fetched = spool.read(position, cursor, DecisionBatch.MAX_RECORDS, batchBytes);
      if (fetched.batch().records().isEmpty()) {
        return PAUSE;
      }
      return settle(fetched, issuer.post(signed(fetched.batch())));
    } catch (IOException | RuntimeException e) {
      return failed(e.getMessage(), Optional.empty());
    }
  }

  private String signed(Spool.Batch batch) {
    return key.sign(
        TYPE,
        DecisionBatchJson.write(
            gateway, spool.stream(), batch.from(), batch.records(), batch.tokens()));
  }

  private Duration settle(Spool.Fetched fetched, DecisionsEndpoint.Answer answer)
      throws IOException {
    if (answer instanceof DecisionsEndpoint.Answer.Stored stored) {
      return stored(fetched, stored.next());
    }
    if (answer instanceof DecisionsEndpoint.Answer.TooLong) {
      if (batchBytes > MIN_BATCH_BYTES) {
        batchBytes /= 2;
        return Duration.ZERO;
      }
      return failed("the issuer takes no batch that is as long as a record", Optional.empty());
    }
    DecisionsEndpoint.Answer.Failed failed = (DecisionsEndpoint.Answer.Failed) answer;
    return failed(failed.why(), failed.retryAfter());
  }

  private Duration stored(Spool.Fetched fetched, long next) throws IOException {
    Spool.Batch batch = fetched.batch();
    if (next < batch.next() && next >= spool.first()) {
      return sendAgainFrom(next, batch);
    }
    if (next < spool.first()) {
      noteLost(next);
    }
    delivered.addAndGet(batch.records().size());
    position = batch.next();
    cursor = Optional.of(fetched.end());
    resending = false;
    failuresInARow = 0;
    spool.deleteBefore(position);
    return position < spool.next() ? Duration.ZERO : PAUSE;
  }

  /**
   * It has the batch, and lacks something before its end that is still here. Sent again at once,
   * and if that does not help, only after a while: nothing is deleted until it says that it has
   * all.
   */
  private Duration sendAgainFrom(long next, Spool.Batch batch) {
    position = next;
    cursor = Optional.empty();
    if (resending || next >= batch.from()) {
      return failed(
          "the issuer says that it lacks record " + next + ", which it was sent", Optional.empty());
    }
    resending = true;
    return Duration.ZERO;
  }

  /** It lacks something that it once said was stored, and that is therefore not here any more. */
  private void noteLost(long next) {
    long count = spool.first() - next;
    if (lost.getAndSet(count) != count) {
      LOG.log(
          Level.ERROR,
          "the issuer lacks decision records {0} to {1} of stream {2}, which it had stored and which"
              + " are deleted here; was its database restored from a backup?",
          Long.toString(next),
          Long.toString(spool.first() - 1),
          spool.stream());
    }
  }

  private Duration failed(String why, Optional<Duration> retryAfter) {
    failures.incrementAndGet();
    failuresInARow++;
    Duration backOff = backOff(failuresInARow);
    Duration wait = retryAfter.filter(r -> r.compareTo(backOff) > 0).orElse(backOff);
    LOG.log(
        failuresInARow == 1 ? Level.WARNING : Level.DEBUG,
        "decision records are not delivered: {0}; tried again in {1} ms",
        why,
        Long.toString(wait.toMillis()));
    return wait;
  }

  private static Duration backOff(int failuresInARow) {
    long doubled = PAUSE.toMillis() << Math.min(failuresInARow - 1, 20);
    long most = Math.min(doubled, MAX_BACK_OFF.toMillis());
    return Duration.ofMillis(most - ThreadLocalRandom.current().nextLong(most / 4 + 1));
  }

  /** Records that the issuer said are stored, since the start; those sent again count again. */
  public long delivered() {
    return delivered.get();
  }

  /** Deliveries that failed, since the start. */
  public long failures() {
    return failures.get();
  }

  /** Records that the issuer had stored and lacks now, and that are not here any more. */
  public long lost() {
    return lost.get();
  }

  /** Records on disk that are not delivered yet. */
  public long undelivered() {
    return Math.max(0, spool.next() - position);
  }

  /** Stops; what is on its way is sent again after the next start. */
  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
