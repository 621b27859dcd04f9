package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.Holder;
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

  UserBounds(Users users) {
    this.users = Objects.requireNonNull(users);
  }

  Bounds of(ExchangeRequest request, Caller caller, Directory directory, Instant now)
      throws Refusal {
    VouchedUser vouched = users.verify(request.subjectToken(), caller.agent(), directory, now);
    Agent agent = caller.agent();
    if (!request.actor().orElse(agent.id()).equals(agent.id())) {
      throw new Refusal(
          Reason.ACTOR_NOT_ALLOWED,
          "a user's token can only be exchanged for a token of your own; delegate that one next");
    }
    Holder holder =
        new Holder(
            agent.id(), Keys.of(agent, request.actorKey()).orElse(caller.key().thumbprint()));
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
}
