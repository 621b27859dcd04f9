package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.Holder;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The bounds of a first hop: a user's token is exchanged, and the caller becomes actor 0. */
final class UserBounds {
  private final Users users;
  private final Actors actors;

  UserBounds(Users users, Actors actors) {
    this.users = Objects.requireNonNull(users);
    this.actors = Objects.requireNonNull(actors);
  }

  Bounds of(ExchangeRequest request, Proven proven, Directory directory, Instant now)
      throws Refusal {
    Agent agent = proven.agent();
    VouchedUser vouched = users.verify(subjectToken(request), agent, directory, now);
    proven.requireOwnKey(Optional.empty());
    Optional<IdentifiedActor> identified =
        ActingParty.identify(actors, request.actorToken(), request.actor(), directory, now);
    String actor = identified.map(IdentifiedActor::agent).or(request::actor).orElse(agent.id());
    if (!actor.equals(agent.id())) {
      throw new Refusal(
          Reason.ACTOR_NOT_ALLOWED,
          "a user's token can only be exchanged for a token of your own; delegate that one next");
    }
    Holder holder =
        new Holder(agent.id(), HolderKeys.of(agent, identified, proven, request.actorKey(), agent));
    Rights granted = directory.rightsOf(vouched.user());
    return new Bounds(
        Optional.empty(),
        agent,
        vouched.user(),
        vouched.issuedAt(),
        agent,
        holder,
        vouched.outlivable() ? Instant.MAX : vouched.expiresAt(),
        Agent.HIGHEST_HOP,
        vouched.ceiling().orElse(granted),
        Ceilings.first(vouched.ceiling(), vouched.user(), agent, directory),
        identified.flatMap(IdentifiedActor::used).stream().toList(),
        Optional.empty());
  }

  private static UserToken subjectToken(ExchangeRequest request) {
    return new UserToken(
        request.subjectToken(), request.subject() == ExchangeRequest.Subject.ACCESS_TOKEN);
  }
}
