package io.deputy.issuer.replay;

import io.deputy.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of {@code hop} as it stands there: nothing of it is believed, so nothing is checked.
 *
 * @param id of the hop
 * @param chain of which chain
 * @param parent the hop before, none at the first
 * @param depth its number
 * @param delegator the agent that asked
 * @param actor the agent that holds the token
 * @param actorKey the thumbprint of its key, empty for any bearer
 * @param userIssuer who vouches for the user
 * @param userSubject who she is
 * @param userGroups as her token had them
 * @param userRoles as her token had them
 * @param asked rights, JSON
 * @param granted rights, JSON
 * @param certificate JSON
 * @param userToken rights of the user's own token, JSON
 * @param userTokenAt when that was issued
 * @param consent a JWT
 * @param directory digest
 * @param rootKey number
 * @param attestationKey number
 * @param blocks since the parent's row
 * @param revocationIds of those blocks
 * @param issuedAt by the issuer's clock
 * @param expiresAt exclusive
 * @param audience gateways
 * @param maxDepth the highest hop number that may follow
 * @param purpose in the words of whoever asked
 * @param recordedAt by the database's clock
 */
public record HopEntry(
    UUID id,
    UUID chain,
    Optional<UUID> parent,
    int depth,
    String delegator,
    String actor,
    Bytes actorKey,
    String userIssuer,
    String userSubject,
    List<String> userGroups,
    List<String> userRoles,
    String asked,
    String granted,
    String certificate,
    Optional<String> userToken,
    Optional<Instant> userTokenAt,
    Optional<String> consent,
    Bytes directory,
    int rootKey,
    Optional<Integer> attestationKey,
    List<Bytes> blocks,
    List<Bytes> revocationIds,
    Instant issuedAt,
    Instant expiresAt,
    List<String> audience,
    int maxDepth,
    Optional<String> purpose,
    Instant recordedAt) {
  public HopEntry {
    Objects.requireNonNull(id);
    Objects.requireNonNull(chain);
    userGroups = List.copyOf(userGroups);
    userRoles = List.copyOf(userRoles);
    blocks = List.copyOf(blocks);
    revocationIds = List.copyOf(revocationIds);
    audience = List.copyOf(audience);
  }

  Row row() {
    return new Row("hop", id.toString());
  }
}
