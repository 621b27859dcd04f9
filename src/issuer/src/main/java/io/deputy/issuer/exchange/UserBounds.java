package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.Holder;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The bounds of a first hop: a user's token is exchanged, and the caller becomes actor 0. */
final class UserBounds {
  private final Users users;
  private final Directory directory;

  UserBounds(Users users, Directory directory) {
    this.users = Objects.requireNonNull(users);
    this.directory = Objects.requireNonNull(directory);
  }

  Bounds of(ExchangeRequest request, Caller caller, Instant now) throws Refusal {
    VouchedUser vouched = users.verify(subjectToken(request), caller.agent(), now);
    Agent agent = caller.agent();
    if (!request.actor().orElse(agent.id()).equals(agent.id())) {
      throw new Refusal(
          Reason.ACTOR_NOT_ALLOWED,
          "a user's token can only be exchanged for a token of your own; delegate that one next");
    }
    Holder holder = new Holder(agent.id(), key(request, caller));
    Rights granted = directory.rightsOf(vouched.user());
    List<Ceiling> ceilings = new ArrayList<>();
    vouched.ceiling().ifPresent(c -> ceilings.add(new Ceiling(Ceiling.Kind.USER_TOKEN, c)));
    ceilings.add(new Ceiling(Ceiling.Kind.USER, granted));
    ceilings.add(new Ceiling(Ceiling.Kind.AGENT, agent.ceiling()));
    return new Bounds(
        Optional.empty(),
        vouched.user(),
        agent,
        holder,
        vouched.outlivable() ? Instant.MAX : vouched.expiresAt(),
        Agent.HIGHEST_HOP,
        vouched.ceiling().orElse(granted),
        ceilings);
  }

  private static UserToken subjectToken(ExchangeRequest request) {
    return new UserToken(
        request.subjectToken(), request.subject() == ExchangeRequest.Subject.ACCESS_TOKEN);
  }

  private static Thumbprint key(ExchangeRequest request, Caller caller) throws Refusal {
    Optional<Thumbprint> asked = Keys.of(caller.agent(), request.actorKey());
    return asked.isPresent() ? asked.get() : Keys.own(caller);
  }
}
