package io.deputy.issuer.limits;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.User;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.ledger.HopRecord;
import java.util.function.LongSupplier;

/**
 * How many exchanges a second one address, one agent and one user may ask for, each ten seconds'
 * worth at once. Agents and users are counted once they are proven, so nobody uses up what is
 * another's.
 */
public final class RateLimits {
  /** More than any instance answers; so a limit of this is none. */
  public static final int MOST_PER_SECOND = 1_000_000;

  private final Buckets addresses;
  private final Buckets agents;
  private final Buckets users;

  /**
   * @param nanos a clock that only goes forward
   * @throws IllegalArgumentException if a limit is not between 1 and {@link #MOST_PER_SECOND}
   */
  public RateLimits(int perAddress, int perAgent, int perUser, LongSupplier nanos) {
    this.addresses = new Buckets(valid(perAddress), nanos);
    this.agents = new Buckets(valid(perAgent), nanos);
    this.users = new Buckets(valid(perUser), nanos);
  }

  private static int valid(int perSecond) {
    if (perSecond < 1 || perSecond > MOST_PER_SECOND) {
      throw new IllegalArgumentException(
          "a limit is between 1 and " + MOST_PER_SECOND + " a second, not " + perSecond);
    }
    return perSecond;
  }

  /**
   * Counts a request from an address, before anything is known about it.
   *
   * @throws Refusal {@code rate_limited} if there were too many; one more is there within a second
   */
  public void takeOf(HopRecord.Source source) throws Refusal {
    require(addresses.take(Addresses.network(source.address())), "from this address");
  }

  /**
   * Counts a request of an agent that has authenticated.
   *
   * @throws Refusal {@code rate_limited} if there were too many; one more is there within a second
   */
  public void takeOf(Agent agent) throws Refusal {
    require(agents.take(agent.id()), "of this agent");
  }

  /**
   * Counts a request for a user that is vouched for.
   *
   * @throws Refusal {@code rate_limited} if there were too many; one more is there within a second
   */
  public void takeOf(User user) throws Refusal {
    require(users.take(user), "for this user");
  }

  private static void require(boolean taken, String whose) throws Refusal {
    if (!taken) {
      throw new Refusal(
          Reason.RATE_LIMITED, "too many requests " + whose + "; try again in a second");
    }
  }
}
