package io.deputy.chain;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Limits;

/** The text form of a token: URL-safe base64, padding accepted and not written. */
public final class TokenText {
  private static final int BASE64_GROUP_CHARS = 4;
  private static final int BASE64_GROUP_BYTES = 3;

  /** The longest text that can be a token, in characters; checked before decoding. */
  static final int MAX_CHARS = (Limits.TOKEN_BYTES / BASE64_GROUP_BYTES + 1) * BASE64_GROUP_CHARS;

  private TokenText() {}

  /**
   * Reads the text form.
   *
   * @throws Refusal if it is too long, or is not canonical base64
   */
  public static Bytes read(String text) throws Refusal {
    if (text.length() > MAX_CHARS) {
      throw new Refusal(
          Reason.TOKEN_TOO_LARGE, "the token has more than " + Limits.TOKEN_BYTES + " bytes");
    }
    try {
      Bytes token = Bytes.ofBase64Url(text);
      String unpadded = text.endsWith("=") ? text.substring(0, text.indexOf('=')) : text;
      if (token.toBase64Url().equals(unpadded)) {
        return token;
      }
    } catch (IllegalArgumentException e) {
      // Told as the same thing: it is not base64.
    }
    throw new Refusal(Reason.TOKEN_MALFORMED, "the token is not url-safe base64");
  }

  /** Writes the text form. */
  public static String write(Bytes token) {
    return token.toBase64Url();
  }
}
