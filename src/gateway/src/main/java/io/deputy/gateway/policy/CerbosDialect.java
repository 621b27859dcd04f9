package io.deputy.gateway.policy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.deputy.Refusal;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.List;

/**
 * Cerbos's {@code CheckResources} over HTTP. The user is the principal, in the one role {@code
 * user} (tokens know none); who else is on the way stands in {@code P.attr}, the request in {@code
 * R.attr}.
 */
final class CerbosDialect implements Dialect {
  private static final String ALLOW = "EFFECT_ALLOW";

  @Override
  public String path(int evaluations) {
    return "/api/check/resources";
  }

  @Override
  public ObjectNode question(Delegation delegation, List<Evaluation> evaluations) {
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    ObjectNode principal = question.putObject("principal");
    principal.put("id", delegation.user().subject());
    principal.putArray("roles").add("user");
    ObjectNode known = principal.putObject("attr");
    known.put("issuer", delegation.user().issuer());
    known.setAll(delegation.context());
    var resources = question.putArray("resources");
    for (Evaluation evaluation : evaluations) {
      ObjectNode item = resources.addObject();
      item.putArray("actions").add(evaluation.action());
      ObjectNode resource = item.putObject("resource");
      resource.put("kind", evaluation.type()).put("id", evaluation.id());
      ObjectNode attributes = resource.putObject("attr");
      attributes.put("server", evaluation.server());
      attributes.putRawValue("request", new RawValue(evaluation.request()));
      attributes.put("arguments_unseen", evaluation.unseen());
    }
    return question;
  }

  @Override
  public boolean allows(At answer, List<Evaluation> evaluations) throws Refusal {
    List<At> results = Dialect.required(answer, "results").elements();
    if (results.size() != evaluations.size()) {
      throw answer.refuse(answer.malformed(), "has not as many results as there were questions");
    }
    boolean all = true;
    for (int i = 0; i < results.size(); i++) {
      all &= allows(results.get(i), evaluations.get(i));
    }
    return all;
  }

  /** The answer must be about what was asked. */
  private static boolean allows(At result, Evaluation evaluation) throws Refusal {
    At resource = Dialect.required(result, "resource");
    if (!Dialect.required(resource, "kind").text().equals(evaluation.type())
        || !Dialect.required(resource, "id").text().equals(evaluation.id())) {
      throw resource.refuse(resource.malformed(), "is not what was asked about");
    }
    At effect = Dialect.required(Dialect.required(result, "actions"), evaluation.action());
    if (!(effect.node() instanceof Node.Text)) {
      throw effect.expected("an effect");
    }
    return effect.text().equals(ALLOW);
  }
}
