package io.deputy.gateway.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Capability;
import io.deputy.capability.Dimension;
import io.deputy.capability.Kind;
import io.deputy.capability.NormalForm;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.capability.Visibility;
import io.deputy.gateway.routes.Route;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An agent's card, as a caller may see it: the skills of which some request is allowed, at the
 * address of this gateway. The agent's signature would not hold any more, so it goes.
 */
final class Cards {
  private static final List<String> INTERFACES =
      List.of("supportedInterfaces", "additionalInterfaces");

  private final Route.Agent route;
  private final List<Capability> capabilities;
  private final String address;

  /**
   * @param address under which callers reach the route
   */
  Cards(Route.Agent route, Rights rights, String address) {
    this.route = route;
    this.capabilities = Visibility.of(rights).on(Kind.AGENT, route.terms().server());
    this.address = address;
  }

  /** Who may ask an agent for nothing may not ask for its card either. */
  void requireSome() throws Refusal {
    if (capabilities.isEmpty()) {
      throw new Refusal(
          Reason.REQUEST_NOT_WITHIN_RIGHTS,
          "the token allows nothing of this agent; ask the exchange for what you need");
    }
  }

  /** Takes out of a card what the caller may not use. */
  void filter(ObjectNode card) throws Refusal {
    if (!card.path("name").isTextual()
        || (card.has("skills") && !(card.get("skills") instanceof ArrayNode))) {
      throw Answers.unreadable();
    }
    if (card.get("skills") instanceof ArrayNode skills) {
      for (Iterator<JsonNode> each = skills.iterator(); each.hasNext(); ) {
        if (!isVisible(each.next().path("id").asText())) {
          each.remove();
        }
      }
    }
    card.remove("signatures");
    if (card.has("url")) {
      card.put("url", address);
    }
    for (String name : INTERFACES) {
      if (card.get(name) instanceof ArrayNode interfaces) {
        for (Iterator<JsonNode> each = interfaces.iterator(); each.hasNext(); ) {
          if (!(each.next() instanceof ObjectNode one) || isGrpc(one)) {
            each.remove();
          } else {
            one.put("url", address);
          }
        }
      } else {
        card.remove(name);
      }
    }
  }

  /** Does not pass through this gateway. */
  private static boolean isGrpc(ObjectNode one) {
    return (one.path("transport").asText() + one.path("protocolBinding").asText())
        .toLowerCase(Locale.ROOT)
        .contains("grpc");
  }

  private boolean isVisible(String skill) {
    return NormalForm.isName(skill)
        && route.skill().map(skill::equals).orElse(true)
        && capabilities.stream()
            .anyMatch(c -> c.admits(Dimension.Field.SKILLS, Optional.of(new Value.Text(skill))));
  }
}
