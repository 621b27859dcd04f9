package io.deputy.issuer.replay;

import io.deputy.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of {@code decision} as it stands there.
 *
 * @param gateway who decided
 * @param stream a numbering of the gateway
 * @param number in the stream
 * @param batch the first that brought it
 * @param decidedAt by the gateway's clock
 * @param verdict as a word
 * @param reason why not
 * @param standing what was known of the token, as a word
 * @param token digest of the token's blocks
 * @param issuer this and the next five as the token says
 * @param chain of which chain
 * @param hop its last hop
 * @param userIssuer who vouches for the user
 * @param userSubject who she is
 * @param agents the holder of each hop
 * @param servers of each request
 * @param names what each request is about
 * @param route that it took
 * @param trace that it belongs to
 * @param content the whole record, JSON
 * @param recordedAt by the database's clock
 */
public record DecisionEntry(
    String gateway,
    UUID stream,
    long number,
    UUID batch,
    Instant decidedAt,
    String verdict,
    Optional<String> reason,
    String standing,
    Optional<Bytes> token,
    Optional<String> issuer,
    Optional<UUID> chain,
    Optional<UUID> hop,
    Optional<String> userIssuer,
    Optional<String> userSubject,
    List<String> agents,
    List<String> servers,
    List<String> names,
    Optional<String> route,
    Optional<String> trace,
    String content,
    Instant recordedAt) {
  public DecisionEntry {
    Objects.requireNonNull(gateway);
    Objects.requireNonNull(stream);
    agents = List.copyOf(agents);
    servers = List.copyOf(servers);
    names = List.copyOf(names);
  }

  Row row() {
    return new Row("decision", gateway + " " + stream + " " + number);
  }
}
