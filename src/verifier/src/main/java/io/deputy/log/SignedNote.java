package io.deputy.log;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with signatures below it. The text counts for nothing before {@link #requireSigned}.
 *
 * <p>Source: C2SP signed-note.
 *
 * @param text what is signed, its last newline included
 * @param signatures by whom, known or not
 */
public record SignedNote(String text, List<Signature> signatures) {
  /** Of a whole note, in characters: a checkpoint by a log and a hundred witnesses has half. */
  public static final int MAX_CHARACTERS = 32 << 10;

  private static final Pattern LINE = Pattern.compile("\u2014 ([^ \n]+) ([A-Za-z0-9+/=]+)\n");

  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x09\\x0b-\\x1f\\ud800-\\udfff]");

  public SignedNote {
    Objects.requireNonNull(text);
    signatures = List.copyOf(signatures);
  }

  /**
   * One line below the text.
   *
   * @param name of the key
   * @param id of the key
   * @param bytes the signature itself
   */
  public record Signature(String name, Bytes id, Bytes bytes) {
    public Signature {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
      Objects.requireNonNull(bytes);
    }

    boolean isNamed(NoteKey key) {
      return name.equals(key.name()) && id.equals(key.id());
    }
  }

  /**
   * Reads a note; verifies nothing.
   *
   * @throws Refusal {@code checkpoint_malformed}
   */
  public static SignedNote parse(String note) throws Refusal {
    if (note.length() > MAX_CHARACTERS) {
      throw malformed("it has more than " + MAX_CHARACTERS + " characters");
    }
    if (CONTROL.matcher(note).find()) {
      throw malformed("it has a control character");
    }
    int gap = note.lastIndexOf("\n\n");
    if (gap < 0) {
      throw malformed("no empty line stands before its signatures");
    }
    Matcher line = LINE.matcher(note).region(gap + 2, note.length());
    List<Signature> signatures = new ArrayList<>();
    while (line.lookingAt()) {
      signatures.add(signature(line.group(1), line.group(2)));
      line.region(line.end(), note.length());
    }
    if (signatures.isEmpty() || line.regionStart() != note.length()) {
      throw malformed("what stands below the text is not a line for each signature");
    }
    return new SignedNote(note.substring(0, gap + 1), signatures);
  }

  private static Signature signature(String name, String base64) throws Refusal {
    Bytes bytes = base64(base64).orElseThrow(() -> malformed("a signature is not in base64"));
    if (!NoteKey.isName(name) || bytes.size() <= NoteKey.ID_BYTES) {
      throw malformed("a signature has no key's name, or is too short");
    }
    return new Signature(
        name, bytes.slice(0, NoteKey.ID_BYTES), bytes.slice(NoteKey.ID_BYTES, bytes.size()));
  }

  /** In the one form of RFC 4648, section 4. */
  static Optional<Bytes> base64(String text) {
    try {
      Bytes bytes = Bytes.of(Base64.getDecoder().decode(text));
      return NoteKey.base64(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The note with this text, signed by {@code signer}, which has the private half of the key. */
  public static SignedNote sign(String text, NoteKey key, UnaryOperator<Bytes> signer) {
    Bytes signature = signer.apply(Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    return new SignedNote(text, List.of(new Signature(key.name(), key.id(), signature)));
  }

  /** The whole note. */
  public String write() {
    StringBuilder note = new StringBuilder(text).append('\n');
    for (Signature signature : signatures) {
      byte[] all = new byte[NoteKey.ID_BYTES + signature.bytes.size()];
      System.arraycopy(signature.id.toArray(), 0, all, 0, NoteKey.ID_BYTES);
      System.arraycopy(signature.bytes.toArray(), 0, all, NoteKey.ID_BYTES, signature.bytes.size());
      note.append("\u2014 ").append(signature.name).append(' ');
      note.append(NoteKey.base64(Bytes.of(all))).append('\n');
    }
    return note.toString();
  }

  /**
   * Refuses unless one of the keys signed it. Signatures of other keys are passed over.
   *
   * @return the key that did
   * @throws Refusal {@code checkpoint_signature_invalid} if none did, or if a signature that is
   *     said to be by one of them does not verify
   */
  public NoteKey requireSigned(List<NoteKey> keys) throws Refusal {
    Bytes message = Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    Optional<NoteKey> by = Optional.empty();
    for (Signature signature : signatures) {
      for (NoteKey key : keys) {
        if (signature.isNamed(key)) {
          if (!key.key().signed(message, signature.bytes)) {
            throw unsigned("a signature by the log's key does not verify");
          }
          by = Optional.of(key);
        }
      }
    }
    return by.orElseThrow(() -> unsigned("no key that is trusted here signed it"));
  }

  private static Refusal malformed(String problem) {
    return new Refusal(Reason.CHECKPOINT_MALFORMED, "the checkpoint is refused: " + problem);
  }

  private static Refusal unsigned(String problem) {
    return new Refusal(
        Reason.CHECKPOINT_SIGNATURE_INVALID, "the checkpoint is refused: " + problem);
  }
}
