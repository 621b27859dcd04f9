package io.deputy.chain;

import java.time.Duration;

/** The limits of the delegation profile. None is configurable, so every verifier agrees. */
public final class Profile {
  /**
   * The most attested hops, numbered 0 to 7. Real chains are 4 to 12 agents deep at most, and 8
   * hops of typical rights fit in the header limits of most servers.
   */
  public static final int MAX_HOPS = 8;

  /** How far two clocks may disagree about when a token was issued. Never applied to expiry. */
  public static final Duration CLOCK_LEEWAY = Duration.ofSeconds(30);

  /**
   * What the authority states, and a holder must not seem to: the heads that its rules may not
   * have.
   */
  static final java.util.Set<String> RESERVED_HEADS = java.util.Set.of("cap", "hop", "user");

  private Profile() {}
}
