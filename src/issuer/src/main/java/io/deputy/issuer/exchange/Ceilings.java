package io.deputy.issuer.exchange;

import io.deputy.capability.Rights;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.KnownUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the rights of a hop must lie within, in the order in which it is decided. */
final class Ceilings {
  private Ceilings() {}

  /**
   * Those of a first hop.
   *
   * @param userToken what the user's own token allows, if her issuer's tokens say
   */
  static List<Ceiling> first(
      Optional<Rights> userToken, KnownUser user, Agent actor, Directory directory) {
    List<Ceiling> ceilings = new ArrayList<>();
    userToken.ifPresent(rights -> ceilings.add(new Ceiling(Ceiling.Kind.USER_TOKEN, rights)));
    ceilings.add(new Ceiling(Ceiling.Kind.USER, directory.rightsOf(user)));
    ceilings.add(new Ceiling(Ceiling.Kind.AGENT, actor.ceiling()));
    return ceilings;
  }

  /**
   * Those of a next hop.
   *
   * @param consent what the parent's holder consented to, if the new holder asks for itself
   */
  static List<Ceiling> next(
      Rights parent, Optional<Rights> consent, KnownUser user, Agent actor, Directory directory) {
    List<Ceiling> ceilings = new ArrayList<>();
    ceilings.add(new Ceiling(Ceiling.Kind.PARENT, parent));
    consent.ifPresent(rights -> ceilings.add(new Ceiling(Ceiling.Kind.CONSENT, rights)));
    ceilings.add(new Ceiling(Ceiling.Kind.AGENT, actor.ceiling()));
    ceilings.add(new Ceiling(Ceiling.Kind.USER, directory.rightsOf(user)));
    return ceilings;
  }
}
