package io.deputy.issuer.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.deputy.capability.Describe;
import io.deputy.capability.Loss;
import io.deputy.chain.User;
import io.deputy.issuer.audit.BlastRadius;
import io.deputy.issuer.audit.ChainHop;
import io.deputy.issuer.audit.ChainRecord;
import io.deputy.issuer.audit.FoundChain;
import io.deputy.issuer.audit.FoundDecision;
import io.deputy.issuer.audit.Page;
import io.deputy.issuer.audit.Revoked;
import io.deputy.json.RequestJson;
import io.deputy.json.RightsJson;
import java.util.List;
import java.util.Locale;

/** The record as JSON, for auditors. What is absent is left out. */
final class AuditJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditJson() {}

  static JsonNode chains(Page<FoundChain> page) {
    ObjectNode answer = page("chains", page);
    for (FoundChain found : page.items()) {
      ObjectNode chain = answer.withArray("chains").addObject();
      chain.put("chain", found.chain().toString());
      chain.set("user", user(found.user()));
      chain.set("agents", texts(found.agents()));
      chain.put("hops", found.hops());
      chain.put("began", found.began().toString());
      chain.put("expires_at", found.expiresAt().toString());
      found.purpose().ifPresent(purpose -> chain.put("purpose", purpose));
      chain.put("revoked", found.revoked());
    }
    return answer;
  }

  static JsonNode chain(ChainRecord chain) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("chain", chain.chain().toString());
    ObjectNode user = user(chain.user());
    user.set("groups", texts(chain.groups()));
    user.set("roles", texts(chain.roles()));
    answer.set("user", user);
    ArrayNode hops = answer.putArray("hops");
    chain.hops().forEach(hop -> hops.add(hop(hop)));
    answer.put("truncated", chain.truncated());
    return answer;
  }

  private static ObjectNode hop(ChainHop of) {
    ObjectNode hop = JSON.createObjectNode();
    hop.put("hop", of.id().toString());
    of.parent().ifPresent(parent -> hop.put("parent", parent.toString()));
    hop.put("depth", of.depth());
    hop.put("delegator", of.delegator());
    hop.put("actor", of.actor());
    of.key().ifPresent(key -> hop.put("actor_jkt", key));
    of.granted()
        .ifPresent(
            r -> hop.putRawValue("authorization_details", new RawValue(RightsJson.write(r))));
    ArrayNode lost = hop.putArray("lost");
    of.lost().forEach(loss -> lost.add(loss(loss)));
    hop.put("issued_at", of.issuedAt().toString());
    hop.put("expires_at", of.expiresAt().toString());
    hop.set("audience", texts(of.audience()));
    hop.put("max_depth", of.maxDepth());
    of.purpose().ifPresent(purpose -> hop.put("purpose", purpose));
    hop.put("directory_version", of.directory());
    hop.put("client_address", of.address());
    hop.put("trace", of.trace());
    of.revoked().ifPresent(revoked -> hop.set("revoked", revoked(revoked)));
    return hop;
  }

  private static ObjectNode loss(Loss of) {
    ObjectNode loss = JSON.createObjectNode();
    loss.put("capability", Describe.capability(of.capability()));
    ArrayNode kept = loss.putArray("kept");
    for (Loss.Kept piece : of.kept()) {
      ObjectNode node = kept.addObject();
      node.put("capability", Describe.capability(piece.capability()));
      ArrayNode changes = node.putArray("changes");
      for (Loss.Change change : piece.changes()) {
        changes
            .addObject()
            .put("dimension", change.dimension())
            .put("from", change.from())
            .put("to", change.to());
      }
    }
    of.sample().ifPresent(r -> loss.putRawValue("sample", new RawValue(RequestJson.write(r))));
    return loss;
  }

  static JsonNode decisions(Page<FoundDecision> page) {
    ObjectNode answer = page("decisions", page);
    for (FoundDecision found : page.items()) {
      ObjectNode decision = answer.withArray("decisions").addObject();
      decision.put("gateway", found.gateway());
      decision.put("stream", found.stream().toString());
      decision.put("number", found.number());
      decision.putRawValue("record", new RawValue(found.content()));
    }
    return answer;
  }

  static JsonNode blastRadius(BlastRadius of) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("at", of.at().toString());
    of.revoked().ifPresent(revoked -> answer.set("revoked", revoked(revoked)));
    answer.put("chains", of.chains());
    answer.put("hops", of.hops());
    answer.put("truncated", of.truncated());
    answer.put("since", of.since().toString());
    answer.put("allowed", of.allowed());
    answer.put("refused", of.refused());
    ArrayNode agents = answer.putArray("agents");
    for (BlastRadius.Affected affected : of.agents()) {
      ObjectNode agent = agents.addObject();
      agent.put("agent", affected.agent());
      agent.put("hops", affected.hops());
      agent.put("allowed", affected.allowed());
      agent.put("refused", affected.refused());
      affected.lastUsed().ifPresent(at -> agent.put("last_used", at.toString()));
    }
    return answer;
  }

  private static ObjectNode revoked(Revoked of) {
    ObjectNode revoked = JSON.createObjectNode();
    revoked.put("cursor", of.cursor());
    revoked.put("kind", of.kind());
    revoked.put("by_kind", of.byKind().toLowerCase(Locale.ROOT));
    of.byIssuer().ifPresent(issuer -> revoked.put("by_issuer", issuer));
    revoked.put("by_name", of.byName());
    revoked.put("at", of.at().toString());
    of.purpose().ifPresent(purpose -> revoked.put("purpose", purpose));
    return revoked;
  }

  private static <T> ObjectNode page(String name, Page<T> page) {
    ObjectNode answer = JSON.createObjectNode();
    answer.putArray(name);
    page.next().ifPresent(next -> answer.put("next", next.text()));
    return answer;
  }

  private static ObjectNode user(User user) {
    return JSON.createObjectNode().put("issuer", user.issuer()).put("subject", user.subject());
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode array = JSON.createArrayNode();
    texts.forEach(array::add);
    return array;
  }
}
