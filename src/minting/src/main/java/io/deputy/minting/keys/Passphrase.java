package io.deputy.minting.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * Where a passphrase or a PIN comes from. It is taken anew for each use, and whoever takes it
 * zeroes it; one that came as text, from the environment, stays in the memory of this process.
 * Prints as redacted.
 */
public final class Passphrase {
  /** Bytes of a file: more than anybody types. */
  private static final int MAX_BYTES = 4096;

  private interface Source {
    char[] take() throws KeysInvalid;
  }

  private final Source source;

  private Passphrase(Source source) {
    this.source = source;
  }

  /** One that is known already, from an environment variable for instance. */
  public static Passphrase ofText(String text) {
    Objects.requireNonNull(text);
    return new Passphrase(text::toCharArray);
  }

  /** The first line of a file that others cannot read, in UTF-8. */
  public static Passphrase ofFile(Path file) {
    Objects.requireNonNull(file);
    return new Passphrase(() -> firstLine(file));
  }

  /**
   * The characters, never empty. Zero them after use.
   *
   * @throws KeysInvalid if there are none
   */
  char[] take() throws KeysInvalid {
    char[] characters = source.take();
    if (characters.length == 0) {
      throw new KeysInvalid("the passphrase is empty; set one");
    }
    return characters;
  }

  private static char[] firstLine(Path file) throws KeysInvalid {
    byte[] bytes = {};
    try {
      PrivateFile.requireClosed(file);
      if (Files.size(file) > MAX_BYTES) {
        throw new KeysInvalid("passphrase file \"" + file + "\" is too long; is it the right one?");
      }
      bytes = Files.readAllBytes(file);
      int end = 0;
      while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
        end++;
      }
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end));
      char[] characters = new char[text.remaining()];
      text.get(characters);
      Arrays.fill(text.array(), '\0');
      return characters;
    } catch (CharacterCodingException e) {
      throw new KeysInvalid("passphrase file \"" + file + "\" is not in UTF-8", e);
    } catch (IOException e) {
      throw new KeysInvalid("passphrase file \"" + file + "\" cannot be read: " + e, e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
