package io.deputy.gateway.agent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Whose tasks and conversations are whose, as far as this gateway saw them begin. What it does not
 * know, or forgot, is nobody's: that denies, and never allows. Safe for any number of threads.
 */
public final class Tasks {
  /** About 200 bytes each. */
  private static final long MAX_REMEMBERED = 500_000;

  /** A task that nobody touched for so long is forgotten. */
  private static final Duration REMEMBERED = Duration.ofDays(7);

  private record Key(String server, boolean conversation, String id) {}

  private record Owner(String principal, Optional<String> skill) {}

  private final Cache<Key, Owner> owners =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterAccess(REMEMBERED).build();

  /** Somebody who speaks to an agent. */
  record Party(String server, String principal) {
    Party {
      Objects.requireNonNull(server);
      Objects.requireNonNull(principal);
    }
  }

  /**
   * Notes a task, or a conversation, that an answer named.
   *
   * @return whether it belongs to this party; one that is another's stays so
   */
  boolean claim(Party party, boolean conversation, String id, Optional<String> skill) {
    Owner owner = new Owner(party.principal(), skill);
    return owners
        .get(new Key(party.server(), conversation, id), absent -> owner)
        .principal()
        .equals(party.principal());
  }

  /** Whether a task is this party's. */
  boolean isOf(Party party, String task) {
    return owner(party, false, task).isPresent();
  }

  /**
   * Requires that everything a message names is this party's.
   *
   * @return the skill for which the task that it is about was begun
   * @throws Refusal {@code session_unknown}, the same for what is another's and for what is not
   */
  Optional<String> require(Party party, AgentMessage message) throws Refusal {
    for (String task : message.tasks()) {
      if (!isOf(party, task)) {
        throw unknown();
      }
    }
    for (String context : message.contexts()) {
      if (owner(party, true, context).isEmpty()) {
        throw unknown();
      }
    }
    return message.task().flatMap(task -> owner(party, false, task)).flatMap(Owner::skill);
  }

  private Optional<Owner> owner(Party party, boolean conversation, String id) {
    return Optional.ofNullable(owners.getIfPresent(new Key(party.server(), conversation, id)))
        .filter(owner -> owner.principal().equals(party.principal()));
  }

  private static Refusal unknown() {
    return new Refusal(
        Reason.SESSION_UNKNOWN,
        "there is no such task or conversation of yours here; begin a new one without its id");
  }
}
