package io.deputy.log;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/**
 * A key that signs notes, under a name. Ed25519, or ECDSA on P-256 where the log's key is in a
 * module that has no Ed25519.
 *
 * <p>Source: C2SP signed-note, "Signatures" and "Verifier keys".
 *
 * @param name whose key it is: of a log, its origin
 * @param key the key itself
 */
public record NoteKey(String name, PublicKey key) {
  /** Bytes of an id. */
  static final int ID_BYTES = 4;

  private static final byte ED25519 = 1;
  private static final byte ECDSA = 2;

  /** No spaces of Unicode, no plus, no control characters. */
  private static final Pattern NAME = Pattern.compile("(?U)[^\\s\\p{Z}\\p{Cc}+]+");

  /** Of a P-256 key, before its point (RFC 5480, section 2). */
  private static final Bytes SUBJECT_PUBLIC_KEY_INFO =
      Bytes.ofHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

  /**
   * @throws IllegalArgumentException if the name is none
   */
  public NoteKey {
    Objects.requireNonNull(key);
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "the name of a note's key is not empty, and has no space and no plus");
    }
  }

  /** Whether a key may have this name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The four bytes by which signatures name it, beside its name. */
  public Bytes id() {
    Bytes named =
        isEd25519()
            ? joined(Bytes.of((name + "\n").getBytes(StandardCharsets.UTF_8)), material())
            : encoded();
    return named.sha256().slice(0, ID_BYTES);
  }

  /** As it is handed to verifiers: {@code <name>+<id>+<key>}. */
  public String text() {
    return name + "+" + id().toHex() + "+" + base64(material());
  }

  private Bytes material() {
    return joined(Bytes.of(isEd25519() ? ED25519 : ECDSA), encoded());
  }

  private boolean isEd25519() {
    return key.algorithm() == PublicKey.Algorithm.ED25519;
  }

  private Bytes encoded() {
    if (isEd25519()) {
      return key.encoded();
    }
    byte[] point =
        CustomNamedCurves.getByName("secp256r1")
            .getCurve()
            .decodePoint(key.encoded().toArray())
            .getEncoded(false);
    return joined(SUBJECT_PUBLIC_KEY_INFO, Bytes.of(point));
  }

  private static Bytes joined(Bytes first, Bytes second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first.toArray());
    both.writeBytes(second.toArray());
    return Bytes.of(both.toByteArray());
  }

  static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toArray());
  }
}
