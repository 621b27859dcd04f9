package io.deputy.gateway.record;

/**
 * How much of the disk records may take.
 *
 * @param spoolBytes of all files together; when they are full, nothing more is recorded
 * @param segmentBytes of one file, after which another is begun; what was delivered is deleted by
 *     whole files
 */
public record RecordLimits(long spoolBytes, long segmentBytes) {
  /** A day of 1,000 decisions a second that nobody fetches would be more; an hour is about this. */
  public static final RecordLimits STANDARD = new RecordLimits(4L << 30, 16L << 20);

  /**
   * @throws IllegalArgumentException if less than two files fit, or a file cannot take a frame
   */
  public RecordLimits {
    if (segmentBytes < 1 || spoolBytes < 2 * segmentBytes) {
      throw new IllegalArgumentException("a spool has room for two files of at least one byte");
    }
  }

  /**
   * What refusals leave free. Anybody can be refused as often as she likes; that must not keep
   * those from being served who are allowed.
   */
  long bytesForRefusals() {
    return spoolBytes / 4 * 3;
  }
}
