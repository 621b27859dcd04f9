package io.deputy.issuer.webhook;

import io.deputy.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Port: what the receiver is to be told, in the order of the log, and how far it was. The log has
 * only what is committed, and gains nothing before its end, so nothing is passed over. Everything
 * throws {@code record_unavailable}.
 */
public interface Outbox {
  /**
   * The turn to tell; none if another instance has it, or if the receiver is to be left alone.
   *
   * @throws io.deputy.Refusal {@code record_unavailable}
   */
  Optional<Turn> take() throws Refusal;

  /** How many leaves of the log the receiver was not told of, or found to have nothing for it. */
  long behind() throws Refusal;

  /** The turn, which ends when it is closed, or when this instance is gone. */
  interface Turn extends AutoCloseable {
    /** What comes next; empty at the end of the log. */
    List<Event> next(int most) throws Refusal;

    /** The receiver has it. */
    void told(Event event) throws Refusal;

    /** How often in a row the receiver did not take the event that is due. */
    int failures();

    /** The receiver did not take it: nobody asks it again until then. */
    void failed(Duration pause) throws Refusal;

    @Override
    void close();
  }
}
