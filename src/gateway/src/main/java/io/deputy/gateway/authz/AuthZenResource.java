package io.deputy.gateway.authz;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.NormalForm;
import io.deputy.json.At;
import java.util.Map;

/**
 * What it is done to.
 *
 * @param properties further ones, by name
 */
record AuthZenResource(String type, String id, Map<String, At> properties) {
  AuthZenResource {
    properties = Map.copyOf(properties);
  }

  static AuthZenResource read(At entity) throws Refusal {
    Map<String, At> members = entity.members();
    At id = members.get("id");
    if (!NormalForm.isName(id.text())) {
      throw id.refuse(Reason.REQUEST_MALFORMED, "has no normal form; remove control characters");
    }
    return new AuthZenResource(
        members.get("type").text(),
        id.text(),
        members.containsKey("properties") ? members.get("properties").members() : Map.of());
  }
}
