package io.deputy.gateway.policy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.deputy.Refusal;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.List;

/**
 * The OpenID AuthZEN Authorization API 1.0: evaluation (section 6) for one thing, evaluations
 * (section 7) for several, at their default paths.
 */
final class AuthZenDialect implements Dialect {
  @Override
  public String path(int evaluations) {
    return evaluations == 1 ? "/access/v1/evaluation" : "/access/v1/evaluations";
  }

  @Override
  public ObjectNode question(Delegation delegation, List<Evaluation> evaluations) {
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    ObjectNode subject = question.putObject("subject");
    subject.put("type", "identity").put("id", delegation.user().subject());
    subject.putObject("properties").put("issuer", delegation.user().issuer());
    question.set("context", delegation.context());
    if (evaluations.size() == 1) {
      put(question, evaluations.get(0));
    } else {
      var items = question.putArray("evaluations");
      evaluations.forEach(evaluation -> put(items.addObject(), evaluation));
      question.putObject("options").put("evaluations_semantic", "execute_all");
    }
    return question;
  }

  private static void put(ObjectNode item, Evaluation evaluation) {
    item.putObject("action").put("name", evaluation.action());
    ObjectNode resource = item.putObject("resource");
    resource.put("type", evaluation.type()).put("id", evaluation.id());
    ObjectNode properties = resource.putObject("properties");
    properties.put("server", evaluation.server());
    properties.putRawValue("request", new RawValue(evaluation.request()));
    properties.put("arguments_unseen", evaluation.unseen());
  }

  @Override
  public boolean allows(At answer, List<Evaluation> evaluations) throws Refusal {
    if (evaluations.size() == 1) {
      return allows(answer);
    }
    List<At> decisions = Dialect.required(answer, "evaluations").elements();
    if (decisions.size() > evaluations.size()) {
      throw answer.refuse(answer.malformed(), "has more decisions than there were questions");
    }
    boolean all = decisions.size() == evaluations.size();
    for (At decision : decisions) {
      all &= allows(decision);
    }
    return all;
  }

  /** An obligation that is not understood makes an allow a no (obligations profile). */
  private static boolean allows(At decision) throws Refusal {
    At said = Dialect.required(decision, "decision");
    if (!(said.node() instanceof Node.Bool allowed)) {
      throw said.expected("true or false");
    }
    At context = decision.members().get("context");
    At obligations = context == null ? null : context.members().get("obligations");
    return allowed.value() && (obligations == null || obligations.elements().isEmpty());
  }
}
