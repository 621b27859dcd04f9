package io.deputy.gateway.record;

import io.deputy.Bytes;
import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.TokenBlocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this gateway decided, in order and on disk. One thread writes: whatever waits for it goes to
 * disk together, so that a hundred decisions cost one wait. Safe for any number of callers.
 */
public final class Records implements AutoCloseable {
  /**
   * Records that may wait for the disk; at some 1,500 bytes each, or {@link #MAX_WAITING_BYTES}.
   */
  static final int MAX_WAITING = 16_384;

  /** Bytes that may wait for the disk: bounds the memory that a slow disk costs. */
  static final long MAX_WAITING_BYTES = 32L << 20;

  /** Records that go to disk together; what waits longer than for these gains nothing. */
  private static final int MAX_GROUP = 1_024;

  /** Bytes that go to disk together, before the last record of the group. */
  private static final int MAX_GROUP_BYTES = 1 << 20;

  private final RecordLimits limits;
  private final Spool spool;
  private final KnownTokens known;
  private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong recorded = new AtomicLong();
  private final AtomicLong notRecorded = new AtomicLong();
  private final Thread writer;
  private volatile boolean closed;

  /** A record on its way to disk. */
  private record Pending(
      Frame.Entry entry, Optional<TokenBlocks> token, Bytes digest, CompletableFuture<Void> done) {
    /** After it comes nothing; no record is empty. */
    static final Pending LAST =
        new Pending(
            new Frame.Entry(Frame.Type.RECORD, new byte[0]),
            Optional.empty(),
            Bytes.EMPTY,
            new CompletableFuture<>());

    boolean isLast() {
      return entry.bytes().length == 0;
    }

    long size() {
      long blocks = token.map(t -> t.bytes().size()).orElse(0);
      return entry.size() + blocks;
    }
  }

  private Records(RecordLimits limits, Spool spool, KnownTokens known) {
    this.limits = limits;
    this.spool = spool;
    this.known = known;
    this.writer = new Thread(this::write, "deputy-records");
    this.writer.setDaemon(true);
  }

  /**
   * Opens a folder, or makes it and begins a stream there. One process at a time can have it open.
   *
   * @throws SpoolDamaged if what is there is not what was written
   * @throws IOException if the folder cannot be used
   */
  public static Records open(Path folder, RecordLimits limits) throws IOException {
    KnownTokens known = new KnownTokens();
    Spool spool = Spool.open(folder, limits, frame -> learn(frame, known));
    Records records = new Records(limits, spool, known);
    records.writer.start();
    return records;
  }

  private static void learn(Frame frame, KnownTokens known) {
    for (Frame.Entry entry : frame.entries()) {
      if (entry.type() == Frame.Type.TOKEN) {
        known.add(Bytes.of(entry.bytes()).sha256());
      }
    }
  }

  /**
   * Records a decision on a request without a token, or with one that is not readable.
   *
   * @see #append(DecisionRecord, Optional)
   */
  public CompletionStage<Void> append(DecisionRecord record) {
    return append(record, Optional.empty());
  }

  /**
   * Records a decision. Of a record that is too long, all arguments are hidden. Never blocks.
   *
   * @param token the blocks of the token that the record names; kept once
   * @return completes when the record is on disk, and fails with {@link NotRecorded} if it will not
   *     be: then whatever demands a record must not pass. It completes on the thread that writes,
   *     so go on elsewhere.
   * @throws IllegalArgumentException if {@code token} is not the one that the record names
   */
  public CompletionStage<Void> append(DecisionRecord record, Optional<TokenBlocks> token) {
    Optional<Bytes> digest = record.token().blocksDigest();
    if (!digest.equals(token.map(TokenBlocks::digest))) {
      throw new IllegalArgumentException("the blocks are not those of the token in the record");
    }
    byte[] json = json(record);
    if (json.length > DecisionRecordJson.MAX_BYTES) {
      return refuse(
          "the record of a decision has more than " + DecisionRecordJson.MAX_BYTES + " bytes");
    }
    boolean allowed = record.verdict() instanceof DecisionRecord.Verdict.Allowed;
    if (!allowed && spool.size() > limits.bytesForRefusals()) {
      return refuse(
          "what is left of the spool is for requests that pass; see why nothing is delivered");
    }
    return enqueue(
        new Pending(
            new Frame.Entry(Frame.Type.RECORD, json),
            token,
            digest.orElse(Bytes.EMPTY),
            new CompletableFuture<>()));
  }

  private static byte[] json(DecisionRecord record) {
    byte[] whole = DecisionRecordJson.write(record).getBytes(StandardCharsets.UTF_8);
    return whole.length > DecisionRecordJson.MAX_BYTES
        ? DecisionRecordJson.write(record.withoutArguments()).getBytes(StandardCharsets.UTF_8)
        : whole;
  }

  private CompletionStage<Void> refuse(String why) {
    notRecorded.incrementAndGet();
    return CompletableFuture.failedStage(new NotRecorded(why));
  }

  private CompletionStage<Void> enqueue(Pending pending) {
    if (closed) {
      return refuse("the gateway is stopping");
    }
    if (waitingBytes.addAndGet(pending.size()) > MAX_WAITING_BYTES || !queue.offer(pending)) {
      waitingBytes.addAndGet(-pending.size());
      return refuse("too many records wait for the disk");
    }
    if (closed && queue.remove(pending)) {
      return refuse("the gateway is stopping");
    }
    return pending.done();
  }

  private void write() {
    List<Pending> group = new ArrayList<>();
    while (true) {
      boolean last = next(group);
      if (!group.isEmpty()) {
        commit(group);
        group.clear();
      }
      if (last) {
        return;
      }
    }
  }

  /** Waits for a record and takes what came by then; true if nothing comes any more. */
  private boolean next(List<Pending> group) {
    Pending pending = take();
    long bytes = 0;
    while (pending != null && !pending.isLast()) {
      group.add(pending);
      bytes += pending.size();
      pending = group.size() < MAX_GROUP && bytes < MAX_GROUP_BYTES ? queue.poll() : null;
    }
    return pending != null && pending.isLast();
  }

  private Pending take() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        // Nobody ends this thread but close: an interrupt would close the file.
      }
    }
  }

  private void commit(List<Pending> group) {
    List<Frame.Entry> entries = new ArrayList<>();
    List<Bytes> fresh = new ArrayList<>();
    for (Pending pending : group) {
      if (pending.token().isPresent() && known.add(pending.digest())) {
        fresh.add(pending.digest());
        entries.add(new Frame.Entry(Frame.Type.TOKEN, pending.token().get().bytes().toArray()));
      }
      entries.add(pending.entry());
    }
    try {
      spool.append(entries);
    } catch (IOException | RuntimeException e) {
      fresh.forEach(known::remove);
      fail(group, e);
      return;
    }
    recorded.addAndGet(group.size());
    settle(group);
    group.forEach(p -> p.done().complete(null));
  }

  private void fail(List<Pending> group, Exception why) {
    notRecorded.addAndGet(group.size());
    settle(group);
    NotRecorded failure =
        new NotRecorded("a decision could not be recorded: " + why.getMessage(), why);
    group.forEach(p -> p.done().completeExceptionally(failure));
  }

  private void settle(List<Pending> group) {
    waitingBytes.addAndGet(-group.stream().mapToLong(Pending::size).sum());
  }

  /** The files, for whoever delivers them. */
  Spool spool() {
    return spool;
  }

  /** Records that are on disk since the start. */
  public long recorded() {
    return recorded.get();
  }

  /** Decisions since the start that could not be recorded. */
  public long notRecorded() {
    return notRecorded.get();
  }

  /** Records that wait for the disk now. */
  public long waiting() {
    return queue.size();
  }

  /** Bytes on disk now. */
  public long spoolBytes() {
    return spool.size();
  }

  /** The number that the next record gets. */
  public long nextNumber() {
    return spool.next();
  }

  /** Takes no more records, waits for those that wait, and lets the folder go. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      queue.put(Pending.LAST);
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while records wait for the disk", e);
    }
    List<Pending> late = new ArrayList<>();
    queue.drainTo(late);
    fail(late, new IOException("the gateway is stopping"));
    spool.close();
  }
}
