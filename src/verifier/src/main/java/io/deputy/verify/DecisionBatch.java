package io.deputy.verify;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Decisions of one gateway that follow each other, as they are delivered: the first has the number
 * {@code from}, the others the numbers after it.
 *
 * @param gateway the gateway's id
 * @param stream names the numbering; a gateway that lost its numbers begins another stream
 * @param from the number of the first record, 1 or more
 * @param records at least one
 * @param tokens the blocks of tokens that the stream speaks of for the first time
 */
public record DecisionBatch(
    String gateway,
    UUID stream,
    long from,
    List<DecisionRecord> records,
    List<TokenBlocks> tokens) {
  /** Records of one batch. */
  public static final int MAX_RECORDS = 1_000;

  /** Bytes of one batch as a compact JWS: within a body of 1 MiB, which servers commonly allow. */
  public static final int MAX_JWS_BYTES = 1_000_000;

  /**
   * Bytes of what is signed. Base64 makes four of three, and the header and the signature take less
   * than 1,000.
   */
  public static final int MAX_PAYLOAD_BYTES = (MAX_JWS_BYTES - 1_000) / 4 * 3;

  /**
   * @throws IllegalArgumentException if there are no records or too many, or numbers run out
   */
  public DecisionBatch {
    Objects.requireNonNull(gateway);
    Objects.requireNonNull(stream);
    records = List.copyOf(records);
    tokens = List.copyOf(tokens);
    if (records.isEmpty() || records.size() > MAX_RECORDS || tokens.size() > MAX_RECORDS) {
      throw new IllegalArgumentException("a batch has 1 to " + MAX_RECORDS + " records");
    }
    if (from < 1 || from > Long.MAX_VALUE - records.size()) {
      throw new IllegalArgumentException("records are numbered from 1");
    }
  }

  /** The number that follows the last record. */
  public long next() {
    return from + records.size();
  }
}
