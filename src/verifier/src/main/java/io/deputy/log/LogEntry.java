package io.deputy.log;

import io.deputy.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content of a leaf: one line of ASCII, without its end, that names a row and has the digest of
 * its columns. So the log shows that a row is as it was, and not what it says; and it can outlive
 * the row.
 *
 * @param kind which table
 * @param key which row of it
 * @param digest of what {@link LogRow} says is digested; none if the row was gone from the database
 *     before the log took it up, which nobody who may use the database can bring about
 */
public record LogEntry(LogKind kind, String key, Optional<Bytes> digest) {
  private static final String VERSION = "deputy-log-v1";

  private static final String MISSING = "missing";

  /** Longer than the longest key: the 64 digits of a digest. */
  private static final Pattern KEY = Pattern.compile("[!-~]{1,100}");

  private static final Pattern TEXT =
      Pattern.compile(
          VERSION + " ([a-z_]{1,40}) (" + KEY.pattern() + ") ([0-9a-f]{64}|" + MISSING + ")");

  /**
   * @throws IllegalArgumentException if the key or the digest cannot stand in an entry
   */
  public LogEntry {
    Objects.requireNonNull(kind);
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("the key of an entry is 1 to 100 characters, no spaces");
    }
    if (digest.isPresent() && digest.get().size() != TreeHash.SIZE) {
      throw new IllegalArgumentException("the digest of a row has 32 bytes");
    }
  }

  /** As it stands in the log. */
  public String text() {
    return VERSION + " " + kind.word() + " " + key + " " + digest.map(Bytes::toHex).orElse(MISSING);
  }

  /** The bytes of {@link #text}: what is hashed into the tree. */
  public Bytes encoded() {
    return Bytes.of(text().getBytes(StandardCharsets.US_ASCII));
  }

  /** The hash of its leaf. */
  public Bytes leafHash() {
    return TreeHash.leaf(encoded());
  }

  /** The entry with this text; empty if it is of a version or a kind that is not known here. */
  public static Optional<LogEntry> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<Bytes> digest =
        parts.group(3).equals(MISSING)
            ? Optional.empty()
            : Optional.of(Bytes.ofHex(parts.group(3)));
    return LogKind.of(parts.group(1)).map(kind -> new LogEntry(kind, parts.group(2), digest));
  }

  /** The entry with these bytes. */
  public static Optional<LogEntry> parse(Bytes encoded) {
    return parse(new String(encoded.toArray(), StandardCharsets.ISO_8859_1));
  }
}
