package io.deputy.biscuit;

import io.deputy.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * The tags that separate what is signed, each between two NUL bytes. They are all that keeps a
 * signature made for one purpose from counting for another, so they stand in this one file.
 *
 * <p>Source: Biscuit specification, "Signed payload generation", version 1.
 */
public final class SigningContexts {
  /** Begins what a block's signature covers. */
  public static final Bytes BLOCK = tag("BLOCK");

  /** Begins what a third party's signature covers. */
  public static final Bytes EXTERNAL = tag("EXTERNAL");

  /** Before the version of the layout. */
  public static final Bytes VERSION = tag("VERSION");

  /** Before what the block says. */
  public static final Bytes PAYLOAD = tag("PAYLOAD");

  /** Before the algorithm of the next key. */
  public static final Bytes ALGORITHM = tag("ALGORITHM");

  /** Before the next key. */
  public static final Bytes NEXT_KEY = tag("NEXTKEY");

  /** Before the previous block's signature. */
  public static final Bytes PREVIOUS_SIGNATURE = tag("PREVSIG");

  /** Before a third party's signature. */
  public static final Bytes EXTERNAL_SIGNATURE = tag("EXTERNALSIG");

  private SigningContexts() {}

  private static Bytes tag(String word) {
    return Bytes.of(("\0" + word + "\0").getBytes(StandardCharsets.US_ASCII));
  }
}
