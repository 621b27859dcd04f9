package io.deputy.gateway.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Capability;
import io.deputy.capability.Dimension;
import io.deputy.capability.Kind;
import io.deputy.capability.NormalForm;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.capability.Visibility;
import io.deputy.gateway.proxy.UpstreamJson;
import io.deputy.gateway.routes.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A provider's list of models, as a caller may see it: those of which some request is allowed, by
 * the names that the route gives them. Showing never grants.
 */
final class ModelList {
  private static final JsonMapper JSON = UpstreamJson.mapper();

  private final Route.Model route;
  private final List<Capability> capabilities;

  ModelList(Route.Model route, Rights rights) {
    this.route = route;
    this.capabilities =
        Visibility.of(rights).on(Kind.MODEL, route.terms().server()).stream()
            .filter(c -> c.admits(Dimension.Field.PROVIDER, route.provider().map(Value.Text::new)))
            .filter(c -> c.admits(Dimension.Field.REGIONS, route.region().map(Value.Text::new)))
            .toList();
  }

  /** Who may use nothing behind a route may not ask for its list either. */
  void requireSome() throws Refusal {
    if (capabilities.isEmpty()) {
      throw new Refusal(
          Reason.REQUEST_NOT_WITHIN_RIGHTS,
          "the token allows no model behind this route; ask the exchange for one");
    }
  }

  private boolean isVisible(String model) {
    return NormalForm.isName(model)
        && capabilities.stream()
            .anyMatch(c -> c.admits(Dimension.Field.MODELS, Optional.of(new Value.Text(model))));
  }

  /**
   * What is left of a list.
   *
   * @throws Refusal {@code upstream_unavailable} for anything but one whole list
   */
  Bytes filter(Bytes upstream) throws Refusal {
    ObjectNode list;
    try {
      JsonNode read = JSON.readTree(upstream.toArray());
      if (!(read instanceof ObjectNode object)
          || !(object.get("data") instanceof ArrayNode)
          || object.path("has_more").asBoolean(false)) {
        throw unreadable();
      }
      list = object;
    } catch (IOException e) {
      throw unreadable();
    }
    ArrayNode visible = JSON.createArrayNode();
    for (JsonNode entry : list.get("data")) {
      if (!(entry instanceof ObjectNode model) || !model.path("id").isTextual()) {
        throw unreadable();
      }
      add(visible, model);
    }
    ObjectNode filtered = JSON.createObjectNode();
    filtered.put("object", "list");
    filtered.set("data", visible);
    if (route.api() == Route.ModelApi.ANTHROPIC) {
      filtered.remove("object");
      filtered.put("has_more", false);
      filtered.set("first_id", visible.path(0).get("id"));
      filtered.set("last_id", visible.path(visible.size() - 1).get("id"));
    }
    try {
      return Bytes.of(JSON.writeValueAsBytes(filtered));
    } catch (JsonProcessingException e) {
      throw unreadable();
    }
  }

  private void add(ArrayNode visible, ObjectNode model) {
    String id = model.get("id").textValue();
    if (!isVisible(id)) {
      return;
    }
    if (route.models().isEmpty()) {
      visible.add(model);
      return;
    }
    route.models().entrySet().stream()
        .filter(named -> named.getValue().equals(id))
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(name -> visible.add(model.deepCopy().put("id", name)));
  }

  static Refusal unreadable() {
    return new Refusal(
        Reason.UPSTREAM_UNAVAILABLE,
        "the provider gave no list of models that can be read; try again later");
  }
}
