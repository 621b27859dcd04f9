package io.deputy;

import java.util.Objects;

/**
 * Something was refused, and why. The only exception that reading a token, rights, keys or a
 * request may raise; the doors ({@code Verifier}, the HTTP edge) turn it into data. It carries no
 * stack trace: refusing hostile input must stay cheap.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** Stands for what cannot be shown. */
  private static final int REPLACEMENT = 0xfffd;

  private final Reason reason;

  /**
   * @param reason the frozen code
   * @param message one lower-case line for people, user input quoted, that says what to do next
   */
  public Refusal(Reason reason, String message) {
    super(oneLine(message), null, false, false);
    this.reason = Objects.requireNonNull(reason);
  }

  /** What a token says must not end the line of a log, or steer a terminal. */
  private static String oneLine(String message) {
    int shown = 0;
    while (shown < message.length() && isPlain(message.charAt(shown))) {
      shown++;
    }
    if (shown == message.length()) {
      return message;
    }
    StringBuilder line = new StringBuilder(message.length()).append(message, 0, shown);
    message
        .substring(shown)
        .codePoints()
        .forEach(c -> line.appendCodePoint(Invisible.is(c) ? REPLACEMENT : c));
    return line.toString();
  }

  /** Whether it is a printable character of ASCII, as nearly all of a message are. */
  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~';
  }

  /** The frozen code. */
  public Reason reason() {
    return reason;
  }
}
