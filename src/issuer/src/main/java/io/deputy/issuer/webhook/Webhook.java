package io.deputy.issuer.webhook;

import io.deputy.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells the receiver of every revocation and every refusal that is in the log, one after another in
 * its order, each until the receiver has it. It is told of some of them twice: when the answer was
 * lost, or when an instance stopped between the answer and the note of it.
 */
public final class Webhook {
  /** What is read at once: a decision has 64 KiB at worst. */
  static final int AT_ONCE = 50;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** A receiver that is back waits no longer than this. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** Doubled as often, the first pause is longer than the longest. */
  private static final int MOST_DOUBLINGS = 9;

  private final Outbox outbox;
  private final Receiver receiver;
  private final CloudEvents events;
  private final Observer observer;

  /** Is told how it goes. */
  public interface Observer {
    /** The receiver has an event. */
    void delivered();

    /** The receiver does not have it, and is asked again later. */
    void failed(String why, Duration pause);
  }

  /**
   * @param issuer whose events they are
   */
  public Webhook(String issuer, Outbox outbox, Receiver receiver, Observer observer) {
    this.events = new CloudEvents(issuer);
    this.outbox = Objects.requireNonNull(outbox);
    this.receiver = Objects.requireNonNull(receiver);
    this.observer = Objects.requireNonNull(observer);
  }

  /**
   * Tells everything that is due, unless another instance does, or the receiver is to be left
   * alone.
   *
   * @throws Refusal {@code record_unavailable}
   */
  public void advance() throws Refusal, InterruptedException {
    Optional<Outbox.Turn> taken = outbox.take();
    if (taken.isEmpty()) {
      return;
    }
    try (Outbox.Turn turn = taken.get()) {
      List<Event> due = turn.next(AT_ONCE);
      while (!due.isEmpty() && tell(turn, due)) {
        due = turn.next(AT_ONCE);
      }
    }
  }

  private boolean tell(Outbox.Turn turn, List<Event> due) throws Refusal, InterruptedException {
    for (Event event : due) {
      Optional<String> why = receiver.tell(CloudEvents.id(event), events.write(event));
      if (why.isPresent()) {
        Duration pause = pause(turn.failures());
        turn.failed(pause);
        observer.failed(why.get(), pause);
        return false;
      }
      turn.told(event);
      observer.delivered();
    }
    return true;
  }

  /** There is one that asks, so nobody needs to be kept from asking at the same time. */
  static Duration pause(int failures) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
