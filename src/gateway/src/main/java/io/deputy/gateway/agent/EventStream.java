package io.deputy.gateway.agent;

import io.deputy.Refusal;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events, of which each is read before it is passed on, and passed on as it came. What
 * ends inside an event is dropped with it, as clients do.
 */
final class EventStream {
  /** Bytes of one event: artifacts may be long. */
  private static final int MAX_EVENT_BYTES = 4 << 20;

  /** Reads the data of an event. */
  interface Check {
    /**
     * Reads it.
     *
     * @throws Refusal if it may not be passed on
     */
    void check(byte[] data) throws Refusal;
  }

  private final Check check;
  private Buffer event = Buffer.buffer();
  private final StringBuilder data = new StringBuilder();
  private int line;
  private int read;

  EventStream(Check check) {
    this.check = check;
  }

  /** Takes what came, and gives the events that are whole. */
  Buffer take(Buffer chunk) throws Refusal {
    event.appendBuffer(chunk);
    Buffer whole = Buffer.buffer();
    int passed = 0;
    for (; read < event.length(); read++) {
      if (event.getByte(read) != '\n') {
        continue;
      }
      String text = event.getString(line, read, StandardCharsets.UTF_8.name());
      line = read + 1;
      if (isEnd(text)) {
        whole.appendBuffer(event, passed, line - passed);
        passed = line;
      }
    }
    event = event.getBuffer(passed, event.length());
    line -= passed;
    read -= passed;
    if (event.length() > MAX_EVENT_BYTES) {
      throw Answers.unreadable();
    }
    return whole;
  }

  private boolean isEnd(String text) throws Refusal {
    String content = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    if (content.indexOf('\r') >= 0 || content.startsWith("\ufeff")) {
      // Clients would see more lines, or another first one, than there are here.
      throw Answers.unreadable();
    }
    if (content.isEmpty()) {
      if (data.length() > 0) {
        check.check(data.toString().getBytes(StandardCharsets.UTF_8));
        data.setLength(0);
      }
      return true;
    }
    if (content.equals("data") || content.startsWith("data:")) {
      if (data.length() > 0) {
        data.append('\n');
      }
      data.append(content.substring(Math.min(content.length(), "data:".length())));
    }
    return false;
  }
}
