package io.deputy.issuer.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.capability.Rights;
import io.deputy.issuer.audit.FoundDecision;
import io.deputy.json.RightsJson;
import io.deputy.verify.Revocation;
import java.util.Optional;

/** The rows, under the names that {@code /audit} has for them. What is absent is left out. */
final class RecordLines implements Format.Lines {
  @Override
  public String schema() {
    return "deputy-record-v1";
  }

  @Override
  public ObjectNode hop(ExportedHop of) {
    ObjectNode hop = Json.object();
    hop.put("type", "hop");
    hop.put("hop", of.id().toString());
    hop.put("chain", of.chain().toString());
    of.parent().ifPresent(parent -> hop.put("parent", parent.toString()));
    hop.put("depth", of.depth());
    hop.put("delegator", of.delegator());
    hop.put("actor", of.actor());
    if (of.key().size() > 0) {
      hop.put("actor_jkt", of.key().toBase64Url());
    }
    ObjectNode user = hop.putObject("user");
    user.put("issuer", of.userIssuer());
    user.put("subject", of.userSubject());
    user.set("groups", Json.texts(of.groups()));
    user.set("roles", Json.texts(of.roles()));
    rights(hop, "authorization_details", of.granted());
    rights(hop, "asked", of.asked());
    hop.put("issued_at", of.issuedAt().toString());
    hop.put("expires_at", of.expiresAt().toString());
    hop.set("audience", Json.texts(of.audience()));
    hop.put("max_depth", of.maxDepth());
    of.purpose().ifPresent(purpose -> hop.put("purpose", purpose));
    hop.put("directory", of.directory().toHex());
    hop.put("client_address", of.address());
    hop.put("trace", of.trace());
    hop.put("recorded_at", of.recordedAt().toString());
    of.revoked().ifPresent(cursor -> hop.put("revoked_by", cursor));
    return hop;
  }

  /** Null is what cannot be read. */
  private static void rights(ObjectNode hop, String member, Optional<Rights> rights) {
    if (rights.isPresent()) {
      Json.putJson(hop, member, RightsJson.write(rights.get()));
    } else {
      hop.putNull(member);
    }
  }

  @Override
  public ObjectNode revocation(ExportedRevocation of) {
    ObjectNode revocation = Json.object();
    revocation.put("type", "revocation");
    revocation.put("cursor", of.cursor());
    what(revocation.putObject("revoked"), of.revoked());
    revocation.put("by_kind", of.byKind());
    of.byIssuer().ifPresent(issuer -> revocation.put("by_issuer", issuer));
    revocation.put("by_name", of.byName());
    of.purpose().ifPresent(purpose -> revocation.put("purpose", purpose));
    revocation.put("client_address", of.address());
    revocation.put("trace", of.trace());
    revocation.put("recorded_at", of.recordedAt().toString());
    return revocation;
  }

  private static void what(ObjectNode what, Revocation of) {
    if (of instanceof Revocation.OfHop hop) {
      what.put("hop", hop.hop().toString());
    } else if (of instanceof Revocation.OfChain chain) {
      what.put("chain", chain.chain().toString());
    } else if (of instanceof Revocation.OfUser user) {
      what.putObject("user")
          .put("issuer", user.user().issuer())
          .put("subject", user.user().subject());
      what.put("through", user.through().toString());
    } else if (of instanceof Revocation.OfAgent agent) {
      what.put("agent", agent.agent());
      what.put("through", agent.through().toString());
    } else {
      what.put("signature", ((Revocation.OfSignature) of).id().toHex());
    }
  }

  @Override
  public ObjectNode decision(FoundDecision of) {
    ObjectNode decision = Json.object();
    decision.put("type", "decision");
    decision.put("gateway", of.gateway());
    decision.put("stream", of.stream().toString());
    decision.put("number", of.number());
    Json.putJson(decision, "record", of.content());
    return decision;
  }
}
