package io.deputy.issuer.directory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the SPIFFE trust domains of a directory, and checks the ids of agents against them. */
final class TrustDomains {
  /** SPIFFE-ID, section 2.1. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,255}");

  private final boolean development;

  TrustDomains(boolean development) {
    this.development = development;
  }

  /** The keys for JWT-SVIDs, by trust domain. */
  Map<String, PublicKeys> read(Section top) {
    Map<String, PublicKeys> domains = new LinkedHashMap<>();
    for (Section section : top.sections("spiffe")) {
      String name = section.text("trust_domain");
      if (!name.isEmpty() && !NAME.matcher(name).matches()) {
        section.report("trust_domain", "\"" + name + "\" is not a trust domain's name");
      }
      if (domains.put(name, bundle(section)) != null && !name.isEmpty()) {
        section.report("trust_domain", "\"" + name + "\" is listed twice");
      }
      section.end();
    }
    return domains;
  }

  private PublicKeys bundle(Section section) {
    Optional<JsonNode> jwks = section.require("jwks");
    try {
      if (jwks.isPresent()) {
        return PublicKeys.bundle(jwks.get(), development);
      }
    } catch (IllegalArgumentException e) {
      section.report("jwks", e.getMessage() + "; give a bundle, or a file with one");
    }
    return new PublicKeys(List.of());
  }

  /** Each id belongs to one agent and lies in a trust domain of the directory. */
  static void reportUnknownIds(Map<Agent, Section> agents, Set<String> domains) {
    Set<String> seen = new HashSet<>();
    agents.forEach(
        (agent, section) -> {
          Optional<String> id = agent.spiffeId();
          if (id.isPresent() && domains.stream().noneMatch(d -> isIn(d, id.get()))) {
            section.report("spiffe_id", "is in none of the trust domains listed");
          }
          if (id.isPresent() && !seen.add(id.get())) {
            section.report("spiffe_id", "another agent has the same");
          }
        });
  }

  private static boolean isIn(String domain, String id) {
    return id.startsWith("spiffe://" + domain + "/");
  }
}
