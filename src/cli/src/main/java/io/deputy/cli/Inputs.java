package io.deputy.cli;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TrustedKeys;
import io.deputy.json.Jwks;
import io.deputy.json.RequestJson;
import io.deputy.verify.PresentedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Reads what options name. Never more than {@link #MAX_BYTES}. */
final class Inputs {
  /** Bytes of one file: a hundred times a large key set or token, and no burden to a machine. */
  static final int MAX_BYTES = 1 << 20;

  private Inputs() {}

  /** A token as it is given: the text itself, {@code @file}, or {@code -} for standard input. */
  static String token(String given, InputStream in) throws Unusable {
    String text;
    if (given.equals("-")) {
      text = all(in, "standard input");
    } else if (given.startsWith("@")) {
      text = file(given.substring(1), "token");
    } else {
      text = given;
    }
    if (text.isBlank()) {
      throw new Unusable("the token is empty; give its text, @file, or - for standard input");
    }
    return text.strip();
  }

  /** The content of a file that holds {@code what}. */
  static String file(String name, String what) throws Unusable {
    String shown = what + " file " + Describe.quote(name);
    try (InputStream content = Files.newInputStream(Path.of(name))) {
      return all(content, shown);
    } catch (InvalidPathException | NoSuchFileException e) {
      throw new Unusable(shown + " does not exist; check the name");
    } catch (IOException e) {
      throw new Unusable(shown + " cannot be read: " + Printable.line(e.toString()));
    }
  }

  private static String all(InputStream content, String shown) throws Unusable {
    try {
      byte[] bytes = content.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new Unusable(shown + " has more than " + MAX_BYTES + " bytes; is it the right one?");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Unusable(shown + " is not text in UTF-8; is it the right one?");
    } catch (IOException e) {
      throw new Unusable(shown + " cannot be read: " + Printable.line(e.toString()));
    }
  }

  /** The key set in a file. */
  static TrustedKeys keys(String name) throws Unusable {
    String json = file(name, "key set");
    try {
      return Jwks.read(json);
    } catch (Refusal refusal) {
      throw unusable("key set", name, refusal);
    }
  }

  /** The request in a file. */
  static PresentedRequest request(String name) throws Unusable {
    String json = file(name, "request");
    try {
      return RequestJson.read(json);
    } catch (Refusal refusal) {
      throw unusable("request", name, refusal);
    }
  }

  private static Unusable unusable(String what, String name, Refusal refusal) {
    return new Unusable(
        what + " file " + Describe.quote(name) + ": " + Printable.line(refusal.getMessage()));
  }

  /** The thumbprint of a key (RFC 7638). */
  static Thumbprint thumbprint(String given) throws Unusable {
    try {
      Thumbprint thumbprint = new Thumbprint(Bytes.ofBase64Url(given));
      if (!thumbprint.isBearer()) {
        return thumbprint;
      }
    } catch (IllegalArgumentException e) {
      // Said below, with what would be right.
    }
    throw new Unusable(
        Describe.quote(given)
            + " is not a key thumbprint; give the 43 characters of RFC 7638 with SHA-256");
  }

  /** A moment in time, now unless one is given. */
  static Instant moment(String given) throws Unusable {
    try {
      return given == null ? Instant.now() : Instant.parse(given);
    } catch (DateTimeParseException e) {
      throw new Unusable(
          Describe.quote(given) + " is not a moment; write it like 2026-11-24T10:00:00Z");
    }
  }
}
