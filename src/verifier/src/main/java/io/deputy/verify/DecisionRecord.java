package io.deputy.verify;

import io.deputy.Reason;
import io.deputy.chain.HopId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One decision of a gateway: who asked for what on which token, what the gateway knew, and what it
 * said. It stands at a number of a stream ({@link DecisionBatch}), and says nothing that a
 * redaction hid; so it has no text for people, which may quote the request.
 *
 * @param time when it was decided, as the decision took it; to the microsecond
 * @param token the token, as far as the gateway got with it
 * @param requests what was asked, all of it together; none if it was refused before that was known
 * @param verdict the answer
 * @param bundle the trust bundle that the decision rests on; none if the gateway had none
 * @param proven the key that whoever asked had proved; {@link ProvenKey#NONE} for none
 * @param route the route that the request took; none if it was refused before that was known
 * @param trace the trace that the request belongs to (W3C Trace Context, section 3.2.2.3)
 * @param sessionHop the hop whose token opened the MCP session that the request continues
 * @param asking how far what is asked had to be allowed; none in records of earlier gateways, and
 *     of those who were refused before that was known
 */
public record DecisionRecord(
    Instant time,
    RecordedToken token,
    List<RecordedRequest> requests,
    Verdict verdict,
    Optional<BundleUsed> bundle,
    ProvenKey proven,
    Optional<String> route,
    Optional<String> trace,
    Optional<HopId> sessionHop,
    Optional<Asking> asking) {
  /** More requests than one HTTP request names; bounds the work of reading a record. */
  public static final int MAX_REQUESTS = 64;

  /** Characters of a route's name. */
  public static final int MAX_ROUTE_CHARS = 128;

  private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");

  /**
   * @throws IllegalArgumentException if it says that something was allowed that no verified token
   *     allows, or a part is out of bounds
   */
  public DecisionRecord {
    time = time.truncatedTo(ChronoUnit.MICROS);
    Objects.requireNonNull(token);
    requests = List.copyOf(requests);
    Objects.requireNonNull(verdict);
    Objects.requireNonNull(bundle);
    Objects.requireNonNull(proven);
    require(
        !(verdict instanceof Verdict.Allowed)
            || (token instanceof RecordedToken.Verified && !requests.isEmpty()),
        "only a request on a verified token is allowed");
    require(requests.size() <= MAX_REQUESTS, "more than " + MAX_REQUESTS + " requests");
    require(
        route.filter(r -> r.isEmpty() || r.length() > MAX_ROUTE_CHARS).isEmpty(),
        "a route's name has 1 to " + MAX_ROUTE_CHARS + " characters");
    require(
        trace.filter(t -> !TRACE.matcher(t).matches()).isEmpty(),
        "a trace is 32 hexadecimal digits");
    Objects.requireNonNull(sessionHop);
    int asked = requests.size();
    require(
        asking.filter(a -> a.unseen().stream().anyMatch(i -> i >= asked)).isEmpty(),
        "what is unseen is asked for too");
  }

  /** A record that does not say how far what is asked had to be allowed. */
  public DecisionRecord(
      Instant time,
      RecordedToken token,
      List<RecordedRequest> requests,
      Verdict verdict,
      Optional<BundleUsed> bundle,
      ProvenKey proven,
      Optional<String> route,
      Optional<String> trace,
      Optional<HopId> sessionHop) {
    this(
        time, token, requests, verdict, bundle, proven, route, trace, sessionHop, Optional.empty());
  }

  /** The same, and how far what is asked had to be allowed. */
  public DecisionRecord with(Asking said) {
    return new DecisionRecord(
        time,
        token,
        requests,
        verdict,
        bundle,
        proven,
        route,
        trace,
        sessionHop,
        Optional.of(said));
  }

  /** The same, with all arguments of calls hidden. */
  public DecisionRecord withoutArguments() {
    return new DecisionRecord(
        time,
        token,
        requests.stream().map(RecordedRequest::withoutArguments).toList(),
        verdict,
        bundle,
        proven,
        route,
        trace,
        sessionHop,
        asking);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * How far what is asked had to be allowed.
   *
   * @param entry whether it was enough for a request that some right names its server: what a
   *     protocol needs to get going, and lists, of which only what the caller may see is shown
   * @param unseen the places, among the requests, of those whose arguments were not known yet: they
   *     had to be allowed whatever their arguments
   */
  public record Asking(boolean entry, List<Integer> unseen) {
    /** Every request had to be allowed as it is. */
    public static final Asking ALL = new Asking(false, List.of());

    /**
     * @throws IllegalArgumentException if the places are not in order, each once
     */
    public Asking {
      unseen = List.copyOf(unseen);
      int before = -1;
      for (int place : unseen) {
        require(place > before, "places are named in order, each once");
        before = place;
      }
    }
  }

  /**
   * What the gateway knew.
   *
   * @param issuedAt when the bundle was signed, to the second
   * @param to the number of the last revocation in it, 0 or more
   */
  public record BundleUsed(Instant issuedAt, long to) {
    /**
     * @throws IllegalArgumentException if {@code to} is negative
     */
    public BundleUsed {
      issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
      require(to >= 0, "revocations are numbered from 1");
    }
  }

  /** What the gateway said. */
  public sealed interface Verdict {
    /**
     * The request passed.
     *
     * @param policyUnasked whether it passed although the central policy could not be asked, since
     *     its route says that requests then do
     */
    record Allowed(boolean policyUnasked) implements Verdict {
      /** Everything that had to allow it did. */
      public Allowed() {
        this(false);
      }
    }

    /** It was refused. */
    record Denied(Reason reason) implements Verdict {
      public Denied {
        Objects.requireNonNull(reason);
      }
    }

    /** It could not be decided, so it was refused. */
    record Undecided(Reason reason) implements Verdict {
      public Undecided {
        Objects.requireNonNull(reason);
      }
    }

    /** That of a decision. */
    static Verdict of(Decision decision) {
      if (decision instanceof Decision.Denied denied) {
        return new Denied(denied.reason());
      }
      if (decision instanceof Decision.Undecided undecided) {
        return new Undecided(undecided.reason());
      }
      return new Allowed();
    }

    /** Why it was refused; none if it was not. */
    default Optional<Reason> why() {
      if (this instanceof Denied denied) {
        return Optional.of(denied.reason());
      }
      return this instanceof Undecided undecided
          ? Optional.of(undecided.reason())
          : Optional.empty();
    }
  }
}
