package io.deputy.gateway.mcp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.routes.Route;
import java.time.Duration;

/**
 * Whose sessions and tasks are whose: each belongs to the chain and hop that opened it. What is
 * forgotten, because there are too many or nobody used it for long, is nobody's, so it is refused.
 * Kept in memory: all messages of a session must come to one instance.
 */
final class Bindings {
  /** Some 30 MB, at 300 bytes each. */
  private static final int MAX_BOUND = 100_000;

  /** Longer than a working day, within which a task may be left alone. */
  private static final Duration IDLE = Duration.ofHours(12);

  private record Key(String route, String kind, String id) {}

  private final Cache<Key, String> bound;

  Bindings() {
    this(MAX_BOUND);
  }

  Bindings(int most) {
    bound = Caffeine.newBuilder().maximumSize(most).expireAfterAccess(IDLE).build();
  }

  /** Binds, unless it is somebody else's; says whether it is the caller's now. */
  boolean bindSession(Route route, String session, Caller caller) {
    return bind(session(route, session), caller);
  }

  boolean bindTask(Route route, String task, Caller caller) {
    return bind(task(route, task), caller);
  }

  boolean ownsTask(Route route, String task, Caller caller) {
    return caller.principal().equals(bound.getIfPresent(task(route, task)));
  }

  void endSession(Route route, String session) {
    bound.invalidate(session(route, session));
  }

  /**
   * Requires that a session is the caller's.
   *
   * @throws Refusal {@code session_unknown}; the same whether it is unknown or somebody else's
   */
  void requireSession(Route route, String session, Caller caller) throws Refusal {
    if (!caller.principal().equals(bound.getIfPresent(session(route, session)))) {
      throw new Refusal(Reason.SESSION_UNKNOWN, "this session is not known here; begin a new one");
    }
  }

  /** The same for a task. */
  void requireTask(Route route, String task, Caller caller) throws Refusal {
    if (!ownsTask(route, task, caller)) {
      throw new Refusal(Reason.SESSION_UNKNOWN, "this task is not known here; start a new one");
    }
  }

  private boolean bind(Key key, Caller caller) {
    String owner = bound.get(key, unbound -> caller.principal());
    return owner.equals(caller.principal());
  }

  private static Key session(Route route, String id) {
    return new Key(route.terms().id(), "session", id);
  }

  private static Key task(Route route, String id) {
    return new Key(route.terms().id(), "task", id);
  }
}
