package io.deputy.gateway.mcp;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A stream of events (HTML, section 9.2) whose messages are read before they pass. Field by field
 * it passes as it came, with one kind of line end; an event that has not ended does not pass at
 * all.
 */
final class Events {
  /** Sees the data of each event. */
  interface Eye {
    /**
     * What to send instead.
     *
     * @param data the lines of the event's data, joined
     * @return the data itself to let the event pass as it is
     * @throws Refusal if it must not pass
     */
    String look(String data) throws Refusal;
  }

  /** Fields that pass unread, comments included. Of others it is not known who reads them how. */
  private static final Set<String> FIELDS = Set.of("", "event", "id", "retry");

  private static final char COLON = ':';
  private static final char BYTE_ORDER_MARK = 0xfeff;

  private final Eye eye;
  private Buffer line = Buffer.buffer();
  private List<Buffer> event = new ArrayList<>();
  private int length;
  private boolean afterReturn;

  Events(Eye eye) {
    this.eye = eye;
  }

  /**
   * Takes a part of the stream.
   *
   * @return what may pass now
   * @throws Refusal if an event is too long, cannot be read, or must not pass
   */
  Buffer take(Buffer chunk) throws Refusal {
    Buffer passed = Buffer.buffer();
    for (int i = 0; i < chunk.length(); i++) {
      byte b = chunk.getByte(i);
      if (b == '\n' && afterReturn) {
        afterReturn = false;
        continue;
      }
      afterReturn = b == '\r';
      if (b != '\n' && b != '\r') {
        line.appendByte(b);
        if (++length > Catalogue.MAX_MESSAGE) {
          throw new Refusal(Reason.UPSTREAM_UNAVAILABLE, "an event is too long to be read here");
        }
      } else if (line.length() > 0) {
        event.add(line);
        line = Buffer.buffer();
      } else {
        end(passed);
      }
    }
    return passed;
  }

  private void end(Buffer passed) throws Refusal {
    StringBuilder data = new StringBuilder();
    boolean some = false;
    List<String> rest = new ArrayList<>();
    for (Buffer raw : event) {
      String text = unmarked(text(raw));
      if (text.equals("data") || text.startsWith("data:")) {
        data.append(some ? "\n" : "").append(value(text));
        some = true;
      } else if (text.indexOf(COLON) >= 0
          && FIELDS.contains(text.substring(0, text.indexOf(COLON)))) {
        rest.add(text);
      }
    }
    String before = data.toString();
    String after = before.isEmpty() ? before : eye.look(before);
    for (String text : rest) {
      passed.appendString(text).appendString("\n");
    }
    if (some) {
      for (String text : after.split("\n", -1)) {
        passed.appendString("data: ").appendString(text).appendString("\n");
      }
    }
    passed.appendString("\n");
    event = new ArrayList<>();
    length = 0;
  }

  private static String value(String text) {
    String value = text.length() > "data:".length() ? text.substring("data:".length()) : "";
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  /** Readers skip a byte order mark before the first line. */
  private static String unmarked(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static String text(Buffer line) throws Refusal {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(line.getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(Reason.UPSTREAM_UNAVAILABLE, "an event is not UTF-8");
    }
  }
}
