package io.deputy.issuer.audit;

import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A decision of a gateway that was found. Long names are cut; {@link #content} has them whole.
 *
 * @param gateway who decided
 * @param stream a numbering of the gateway
 * @param number in that numbering
 * @param at when, by the gateway's clock
 * @param verdict how it decided
 * @param reason why not; none if allowed
 * @param verified whether the token was verified: only then is what follows so, else it is claimed
 * @param chain of the token
 * @param hop of the token
 * @param user of the token
 * @param agents of the token, the holder last
 * @param servers that the requests went to
 * @param names tools, models, skills or paths of the requests
 * @param route of the gateway
 * @param trace of the request
 * @param content the whole record, as JSON
 */
public record FoundDecision(
    String gateway,
    UUID stream,
    long number,
    Instant at,
    Filter.Verdict verdict,
    Optional<String> reason,
    boolean verified,
    Optional<ChainId> chain,
    Optional<HopId> hop,
    Optional<User> user,
    List<String> agents,
    List<String> servers,
    List<String> names,
    Optional<String> route,
    Optional<String> trace,
    String content) {
  public FoundDecision {
    Objects.requireNonNull(gateway);
    Objects.requireNonNull(stream);
    Objects.requireNonNull(at);
    Objects.requireNonNull(verdict);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(chain);
    Objects.requireNonNull(hop);
    Objects.requireNonNull(user);
    agents = List.copyOf(agents);
    servers = List.copyOf(servers);
    names = List.copyOf(names);
    Objects.requireNonNull(route);
    Objects.requireNonNull(trace);
    Objects.requireNonNull(content);
  }

  /** Where it is in what was found. */
  public Place place() {
    return new Place(at, stream, number, gateway);
  }
}
