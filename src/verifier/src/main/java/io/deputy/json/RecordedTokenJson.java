package io.deputy.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.RecordedToken.Delegation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code token} of a decision record; none has no such member. */
final class RecordedTokenJson {
  private static final String STANDING = "standing";
  private static final String UNREADABLE = "unreadable";
  private static final String CLAIMED = "claimed";
  private static final String VERIFIED = "verified";

  private RecordedTokenJson() {}

  static RecordedToken read(At at) throws Refusal {
    Map<String, At> all = at.members();
    At standing = all.get(STANDING);
    if (standing == null) {
      throw at.refuse(at.malformed(), "has no member \"" + STANDING + "\"; add it");
    }
    return switch (standing.text()) {
      case UNREADABLE ->
          new RecordedToken.Unreadable(
              DecisionRecordJson.digest(
                  DecisionRecordJson.members(at, Set.of(STANDING, "digest"), Set.of())
                      .get("digest")));
      case CLAIMED -> new RecordedToken.Claimed(digest(at), delegation(at));
      case VERIFIED -> new RecordedToken.Verified(digest(at), delegation(at));
      default -> throw standing.expected("\"unreadable\", \"claimed\" or \"verified\"");
    };
  }

  private static Map<String, At> members(At at) throws Refusal {
    return DecisionRecordJson.members(
        at, Set.of(STANDING, "digest", "issuer", "chain", "hop", "user", "agents"), Set.of());
  }

  private static Bytes digest(At at) throws Refusal {
    return DecisionRecordJson.digest(members(at).get("digest"));
  }

  private static Delegation delegation(At at) throws Refusal {
    Map<String, At> members = members(at);
    Map<String, At> user =
        DecisionRecordJson.members(members.get("user"), Set.of("issuer", "subject"), Set.of());
    List<String> agents = new ArrayList<>();
    for (At agent : members.get("agents").elements()) {
      agents.add(agent.text());
    }
    if (agents.isEmpty()) {
      throw members.get("agents").expected("a list of at least one agent");
    }
    return new Delegation(
        members.get("issuer").text(),
        new ChainId(Uuids.read(members.get("chain"))),
        new HopId(Uuids.read(members.get("hop"))),
        new User(user.get("issuer").text(), user.get("subject").text()),
        agents);
  }

  static void write(JsonGenerator json, RecordedToken token) throws IOException {
    json.writeStartObject();
    if (token instanceof RecordedToken.Unreadable unreadable) {
      json.writeStringField(STANDING, UNREADABLE);
      json.writeStringField("digest", unreadable.digest().toBase64Url());
    } else if (token instanceof RecordedToken.Claimed claimed) {
      write(json, CLAIMED, claimed.digest(), claimed.claims());
    } else if (token instanceof RecordedToken.Verified verified) {
      write(json, VERIFIED, verified.digest(), verified.delegation());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String standing, Bytes digest, Delegation says)
      throws IOException {
    json.writeStringField(STANDING, standing);
    json.writeStringField("digest", digest.toBase64Url());
    json.writeStringField("issuer", says.issuer());
    json.writeStringField("chain", says.chain().toString());
    json.writeStringField("hop", says.hop().toString());
    json.writeObjectFieldStart("user");
    json.writeStringField("issuer", says.user().issuer());
    json.writeStringField("subject", says.user().subject());
    json.writeEndObject();
    String[] agents = says.agents().toArray(String[]::new);
    json.writeFieldName("agents");
    json.writeArray(agents, 0, agents.length);
  }
}
