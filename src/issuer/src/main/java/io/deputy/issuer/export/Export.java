package io.deputy.issuer.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/**
 * Writes what a selection has of one moment of the record, row by row, and a manifest at the end.
 * However large the record is, it holds few rows at once. Safe for any number of threads.
 */
public final class Export {
  private final RecordSource source;
  private final Clock clock;
  private final Duration atMost;
  private final Semaphore permits;

  /**
   * @param atMost how long one may take: until it ends, the database keeps what its moment saw
   * @param atOnce how many may be under way: each has a connection of the database
   */
  public Export(RecordSource source, Clock clock, Duration atMost, int atOnce) {
    this.source = Objects.requireNonNull(source);
    this.clock = Objects.requireNonNull(clock);
    this.atMost = Objects.requireNonNull(atMost);
    this.permits = new Semaphore(atOnce);
  }

  /**
   * Writes it.
   *
   * @throws Refusal {@code rate_limited} while too many are under way; {@code record_unavailable}
   *     if the record cannot be read, or not in time: what was written until then has no manifest
   * @throws IOException if the destination takes no more
   */
  public void write(Selection selection, Format format, Destination destination)
      throws Refusal, IOException {
    if (!permits.tryAcquire()) {
      throw new Refusal(Reason.RATE_LIMITED, "too many exports are under way; try again later");
    }
    try {
      writeNow(selection, format, destination);
    } finally {
      permits.release();
    }
  }

  private void writeNow(Selection selection, Format format, Destination destination)
      throws Refusal, IOException {
    Instant madeAt = clock.instant();
    Instant deadline = madeAt.plus(atMost);
    try (RecordSource.Snapshot snapshot = source.open()) {
      Manifest manifest = new Manifest(format, selection, madeAt, snapshot.coverage());
      for (Part part : selection.parts()) {
        PartWriter writer = new PartWriter();
        try (OutputStream out = destination.begin(part)) {
          new Lines(format.lines(), writer, out, deadline).write(snapshot, selection, part);
        }
        manifest.add(part, writer);
      }
      destination.finish(manifest.text());
    }
  }

  /** The lines of one part on their way. */
  private final class Lines {
    private final Format.Lines format;
    private final PartWriter writer;
    private final OutputStream out;
    private final Instant deadline;

    Lines(Format.Lines format, PartWriter writer, OutputStream out, Instant deadline) {
      this.format = format;
      this.writer = writer;
      this.out = out;
      this.deadline = deadline;
    }

    void write(RecordSource.Snapshot snapshot, Selection selection, Part part)
        throws Refusal, IOException {
      switch (part) {
        case HOPS -> snapshot.hops(selection.filter(), hop -> line(format.hop(hop)));
        case REVOCATIONS ->
            snapshot.revocations(selection.filter(), one -> line(format.revocation(one)));
        case DECISIONS -> snapshot.decisions(selection.filter(), one -> line(format.decision(one)));
      }
    }

    private void line(ObjectNode node) throws Refusal, IOException {
      if (clock.instant().isAfter(deadline)) {
        throw new Refusal(
            Reason.RECORD_UNAVAILABLE,
            "the export took longer than " + atMost + "; export a shorter time at once");
      }
      writer.line(out, node);
    }
  }
}
