package io.deputy.log;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a log says of itself at one moment. Two of them that do not go together prove that it was
 * rewritten.
 *
 * <p>Source: C2SP tlog-checkpoint.
 *
 * @param origin which log
 * @param head its size and root
 */
public record Checkpoint(String origin, TreeHead head) {
  /** Where a log is found below its issuer. */
  public static final String PATH = "/audit/log";

  /** Lines of extensions are allowed, signed, and mean nothing here. */
  private static final Pattern TEXT =
      Pattern.compile("([^\n]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*+");

  public Checkpoint {
    Objects.requireNonNull(origin);
    Objects.requireNonNull(head);
  }

  /**
   * The origin of the log of an issuer: where it is found, without the scheme (C2SP tlog-tiles,
   * "Parameters").
   *
   * @param issuer its URL, without a slash at the end
   */
  public static String origin(String issuer) {
    return issuer.replaceFirst("^https?://", "").replace("+", "%2B") + PATH;
  }

  /** The text that is signed. */
  public String text() {
    return origin + "\n" + head.size() + "\n" + NoteKey.base64(head.root()) + "\n";
  }

  /**
   * Reads a checkpoint that one of these keys signed. The log is who signs: a checkpoint of another
   * origin than its key's name is refused.
   *
   * @throws Refusal {@code checkpoint_malformed}, {@code checkpoint_signature_invalid}
   */
  public static Checkpoint open(String note, List<NoteKey> keys) throws Refusal {
    SignedNote signed = SignedNote.parse(note);
    NoteKey by = signed.requireSigned(keys);
    Checkpoint checkpoint = parse(signed.text());
    if (!checkpoint.origin.equals(by.name())) {
      throw new Refusal(
          Reason.CHECKPOINT_SIGNATURE_INVALID,
          "the checkpoint is refused: it is of \""
              + checkpoint.origin
              + "\", and its key of \""
              + by.name()
              + "\"");
    }
    return checkpoint;
  }

  /**
   * Reads the text of a note, whoever signed it.
   *
   * @throws Refusal {@code checkpoint_malformed}
   */
  public static Checkpoint parse(String text) throws Refusal {
    Matcher lines = TEXT.matcher(text);
    if (!lines.matches()) {
      throw malformed("it is not an origin, a size and a root, a line each");
    }
    Bytes root =
        SignedNote.base64(lines.group(3)).orElseThrow(() -> malformed("its root is no hash"));
    try {
      return new Checkpoint(lines.group(1), new TreeHead(Long.parseLong(lines.group(2)), root));
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage());
    }
  }

  /**
   * Refuses a checkpoint that cannot be followed by {@code next}, as far as that can be told
   * without a proof.
   *
   * @throws Refusal {@code checkpoint_rolled_back} if it has fewer leaves; {@code
   *     checkpoint_inconsistent} if it is another log's, or has as many and another root
   */
  public void requireMayPrecede(Checkpoint next) throws Refusal {
    if (!origin.equals(next.origin)) {
      throw inconsistent("it is of \"" + next.origin + "\", and not of \"" + origin + "\"");
    }
    if (next.head.size() < head.size()) {
      throw new Refusal(
          Reason.CHECKPOINT_ROLLED_BACK,
          "the log had "
              + head.size()
              + " entries and now has "
              + next.head.size()
              + "; keep both checkpoints, and ask the issuer whether its record was restored");
    }
    if (next.head.size() == head.size() && !next.head.equals(head)) {
      throw inconsistent("with the same " + head.size() + " entries it has another root");
    }
  }

  /**
   * Refuses a checkpoint unless {@code next} is of the same log, with more added at its end and
   * nothing else changed.
   *
   * @param proof of consistency, as {@link MerkleTree#consistency} makes it
   * @throws Refusal {@code checkpoint_rolled_back}, {@code checkpoint_inconsistent}
   */
  public void requirePrecedes(Checkpoint next, List<Bytes> proof) throws Refusal {
    requireMayPrecede(next);
    if (!Proofs.consistent(head, next.head, proof)) {
      throw inconsistent(
          "its first "
              + head.size()
              + " entries are not those that there were, or not proved to be");
    }
  }

  private static Refusal malformed(String problem) {
    return new Refusal(Reason.CHECKPOINT_MALFORMED, "the checkpoint is refused: " + problem);
  }

  private static Refusal inconsistent(String problem) {
    return new Refusal(
        Reason.CHECKPOINT_INCONSISTENT,
        "the log does not continue the one before: " + problem + "; keep both checkpoints");
  }
}
