package io.deputy.issuer.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.issuer.audit.FoundDecision;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a line looks like. */
public enum Format {
  /** The rows themselves. */
  JSONL(new RecordLines()),
  /** Events of the Open Cybersecurity Schema Framework, for who collects those of many systems. */
  OCSF(new OcsfEvents());

  @SuppressWarnings("ImmutableEnumChecker") // They have no state.
  private final Lines lines;

  Format(Lines lines) {
    this.lines = lines;
  }

  /** What makes its lines. */
  public Lines lines() {
    return lines;
  }

  /** As it is called outside. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The format with this word. */
  public static Optional<Format> of(String word) {
    return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
  }

  /** Makes lines of rows. */
  public interface Lines {
    /** The version of what the lines are made by. */
    String schema();

    /** Of a hop. */
    ObjectNode hop(ExportedHop hop);

    /** Of a revocation. */
    ObjectNode revocation(ExportedRevocation revocation);

    /** Of a decision. */
    ObjectNode decision(FoundDecision decision);
  }
}
