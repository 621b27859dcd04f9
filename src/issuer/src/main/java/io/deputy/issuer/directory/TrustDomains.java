package io.deputy.issuer.directory;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the SPIFFE trust domains of a directory, and checks the ids of agents against them. */
final class TrustDomains {
  private final boolean development;

  TrustDomains(boolean development) {
    this.development = development;
  }

  /** The keys for JWT-SVIDs, by trust domain. */
  Map<String, PublicKeys> read(Section top) throws DirectoryInvalid {
    Map<String, PublicKeys> domains = new LinkedHashMap<>();
    for (Section section : top.sections("spiffe")) {
      String name = section.text("trust_domain");
      if (!name.matches("[a-z0-9._-]{1,255}")) {
        throw section.invalid("trust_domain", "\"" + name + "\" is not a trust domain's name");
      }
      if (domains.put(name, bundle(section)) != null) {
        throw section.invalid("trust_domain", "\"" + name + "\" is listed twice");
      }
      section.end();
    }
    return domains;
  }

  private PublicKeys bundle(Section section) throws DirectoryInvalid {
    try {
      return PublicKeys.bundle(section.require("jwks"), development);
    } catch (IllegalArgumentException e) {
      throw section.invalid("jwks", e.getMessage() + "; give a bundle, or a file with one");
    }
  }

  /** Each id belongs to one agent and lies in a trust domain of the directory. */
  static void refuseUnknownIds(
      List<Section> sections, Collection<Agent> agents, Set<String> domains)
      throws DirectoryInvalid {
    Set<String> seen = new HashSet<>();
    int at = 0;
    for (Agent agent : agents) {
      Optional<String> id = agent.spiffeId();
      if (id.isPresent() && domains.stream().noneMatch(d -> isIn(d, id.get()))) {
        throw sections.get(at).invalid("spiffe_id", "is in none of the trust domains listed");
      }
      if (id.isPresent() && !seen.add(id.get())) {
        throw sections.get(at).invalid("spiffe_id", "another agent has the same");
      }
      at++;
    }
  }

  private static boolean isIn(String domain, String id) {
    return id.startsWith("spiffe://" + domain + "/");
  }
}
