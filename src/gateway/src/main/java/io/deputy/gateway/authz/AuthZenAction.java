package io.deputy.gateway.authz;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.NormalForm;
import io.deputy.json.At;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done.
 *
 * @param name the MCP or HTTP method
 * @param given {@code properties.arguments}: those of the call
 */
record AuthZenAction(String name, Optional<At> given) {
  static AuthZenAction read(Map<String, At> question) throws Refusal {
    Map<String, At> action = AuthZenQuestions.required(question, "action").members();
    At name = AuthZenQuestions.required(action, "name");
    if (!NormalForm.isName(name.text())) {
      throw name.refuse(Reason.REQUEST_MALFORMED, "has no normal form; remove control characters");
    }
    return new AuthZenAction(
        name.text(),
        action.containsKey("properties")
            ? Optional.ofNullable(action.get("properties").members().get("arguments"))
            : Optional.empty());
  }
}
