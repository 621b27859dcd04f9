package io.deputy.issuer.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.capability.Describe;
import io.deputy.capability.Rights;
import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.FoundDecision;
import io.deputy.verify.Revocation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rows as events of OCSF 1.8.0. A hop is an Authorize Session (3003): privileges are assigned
 * to a session of the user. A revocation is an Entity Management (3004): something is disabled. A
 * decision is an API Activity (6003) with what a security control made of it. What OCSF has no name
 * for stands under {@code unmapped}.
 */
final class OcsfEvents implements Format.Lines {
  private static final String VERSION = "1.8.0";

  private static final int IAM = 3;
  private static final int APPLICATION = 6;

  private static final int AUTHORIZE_SESSION = 3003;
  private static final int ENTITY_MANAGEMENT = 3004;
  private static final int API_ACTIVITY = 6003;

  private static final int ASSIGN_PRIVILEGES = 1;
  private static final int DISABLE = 9;
  private static final int OTHER = 99;

  private static final int INFORMATIONAL = 1;
  private static final int LOW = 2;
  private static final int MEDIUM = 3;

  private static final int SUCCESS = 1;
  private static final int FAILURE = 2;

  private static final int ALLOWED = 1;
  private static final int DENIED = 2;
  private static final int BLOCKED = 2;
  private static final int ERROR = 27;

  private static final int TYPE_USER = 2;

  /** Where OCSF wants a name and nobody said one, or nobody proved it. */
  private static final String UNKNOWN = "unknown";

  /** An address and nothing else, so it can stand as one. */
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*(%[0-9a-z]+)?");

  @Override
  public String schema() {
    return "ocsf-" + VERSION;
  }

  @Override
  public ObjectNode hop(ExportedHop of) {
    ObjectNode event = event(IAM, AUTHORIZE_SESSION, ASSIGN_PRIVILEGES, INFORMATIONAL);
    event.put("time", of.issuedAt().toEpochMilli());
    metadata(event, "hop/" + of.id(), of.trace(), Optional.of(of.recordedAt()));
    event.put("status_id", SUCCESS);
    event.put("message", of.delegator() + " was given a token for " + of.actor());
    ObjectNode user = user(event, "user", of.userIssuer(), of.userSubject());
    ArrayNode groups = user.putArray("groups");
    of.groups().forEach(group -> groups.addObject().put("name", group));
    event.set("privileges", Json.texts(privileges(of.granted())));
    ObjectNode session = event.putObject("session");
    session.put("uid", of.id().toString());
    session.put("uid_alt", of.chain().toString());
    session.put("created_time", of.issuedAt().toEpochMilli());
    session.put("expiration_time", of.expiresAt().toEpochMilli());
    session.put("is_remote", true);
    event.putObject("actor").put("app_uid", of.delegator());
    source(event, of.address());
    ObjectNode unmapped = event.putObject("unmapped");
    unmapped.put("chain", of.chain().toString());
    of.parent().ifPresent(parent -> unmapped.put("parent", parent.toString()));
    unmapped.put("depth", of.depth());
    unmapped.put("max_depth", of.maxDepth());
    unmapped.put("holder", of.actor());
    unmapped.set("user_roles", Json.texts(of.roles()));
    unmapped.set("audience", Json.texts(of.audience()));
    of.purpose().ifPresent(purpose -> unmapped.put("purpose", purpose));
    of.revoked().ifPresent(cursor -> unmapped.put("revoked_by", cursor));
    return event;
  }

  /** In words; never none, since OCSF wants some. */
  private static List<String> privileges(Optional<Rights> granted) {
    List<String> words =
        granted.map(r -> r.capabilities().stream().map(Describe::capability).toList()).stream()
            .flatMap(List::stream)
            .toList();
    return !words.isEmpty() ? words : List.of(granted.isPresent() ? "none" : "unreadable");
  }

  @Override
  public ObjectNode revocation(ExportedRevocation of) {
    ObjectNode event = event(IAM, ENTITY_MANAGEMENT, DISABLE, LOW);
    event.put("time", of.recordedAt().toEpochMilli());
    metadata(event, "revocation/" + of.cursor(), of.trace(), Optional.of(of.recordedAt()));
    event.put("status_id", SUCCESS);
    entity(event.putObject("entity"), of.revoked());
    of.purpose().ifPresent(purpose -> event.put("comment", purpose));
    ObjectNode actor = event.putObject("actor");
    if (of.byIssuer().isPresent()) {
      user(actor, "user", of.byIssuer().get(), of.byName());
    } else {
      actor.put("app_uid", of.byName());
    }
    source(event, of.address());
    event.putObject("unmapped").put("by_kind", of.byKind());
    return event;
  }

  private static void entity(ObjectNode entity, Revocation of) {
    if (of instanceof Revocation.OfUser user) {
      entity.put("type_id", TYPE_USER).put("type", "User");
      user(entity, "user", user.user().issuer(), user.user().subject());
      return;
    }
    entity.put("type_id", OTHER);
    if (of instanceof Revocation.OfHop hop) {
      entity.put("type", "hop").put("uid", hop.hop().toString());
    } else if (of instanceof Revocation.OfChain chain) {
      entity.put("type", "chain").put("uid", chain.chain().toString());
    } else if (of instanceof Revocation.OfAgent agent) {
      entity.put("type", "agent").put("uid", agent.agent());
    } else {
      entity.put("type", "signature").put("uid", ((Revocation.OfSignature) of).id().toHex());
    }
  }

  @Override
  public ObjectNode decision(FoundDecision of) {
    boolean allowed = of.verdict() == Filter.Verdict.ALLOWED;
    boolean decided = of.verdict() != Filter.Verdict.UNDECIDED;
    ObjectNode event =
        event(APPLICATION, API_ACTIVITY, OTHER, allowed ? INFORMATIONAL : decided ? LOW : MEDIUM);
    event.put("activity_name", "Request");
    event.put("time", of.at().toEpochMilli());
    String uid = "decision/" + of.gateway() + "/" + of.stream() + "/" + of.number();
    ObjectNode metadata = metadata(event, uid, of.trace().orElse(""), Optional.empty());
    metadata.set("profiles", Json.texts(List.of("security_control")));
    event.put("status_id", allowed ? SUCCESS : FAILURE);
    of.reason().ifPresent(reason -> event.put("status_code", reason));
    event.put("action_id", allowed ? ALLOWED : DENIED);
    event.put("disposition_id", allowed ? ALLOWED : decided ? BLOCKED : ERROR);
    Optional<String> holder = of.verified() ? last(of.agents()) : Optional.empty();
    actor(event.putObject("actor"), of, holder);
    event.putObject("src_endpoint").put("name", holder.orElse(UNKNOWN));
    event.putObject("dst_endpoint").put("svc_name", of.gateway());
    ObjectNode api = event.putObject("api");
    api.put("operation", of.names().isEmpty() ? UNKNOWN : of.names().get(0));
    of.servers().stream()
        .findFirst()
        .ifPresent(server -> api.putObject("service").put("name", server));
    ArrayNode resources = event.putArray("resources");
    for (int i = 0; i < of.names().size(); i++) {
      ObjectNode resource = resources.addObject().put("name", of.names().get(i));
      if (i < of.servers().size()) {
        resource.put("namespace", of.servers().get(i));
      }
    }
    event.put("raw_data", of.content());
    unmapped(event.putObject("unmapped"), of);
    return event;
  }

  /** What nobody verified does not stand as if it were so. */
  private static void actor(ObjectNode actor, FoundDecision of, Optional<String> holder) {
    actor.put("app_uid", holder.orElse(UNKNOWN));
    if (of.verified() && of.user().isPresent()) {
      user(actor, "user", of.user().get().issuer(), of.user().get().subject());
      of.hop().ifPresent(hop -> actor.putObject("session").put("uid", hop.toString()));
    }
  }

  private static void unmapped(ObjectNode unmapped, FoundDecision of) {
    unmapped.put("gateway", of.gateway());
    unmapped.put("verified", of.verified());
    of.route().ifPresent(route -> unmapped.put("route", route));
    ObjectNode token = unmapped.putObject(of.verified() ? "token" : "claimed_token");
    of.chain().ifPresent(chain -> token.put("chain", chain.toString()));
    of.hop().ifPresent(hop -> token.put("hop", hop.toString()));
    of.user()
        .ifPresent(
            user -> token.put("user_issuer", user.issuer()).put("user_subject", user.subject()));
    token.set("agents", Json.texts(of.agents()));
  }

  private static Optional<String> last(List<String> texts) {
    return texts.isEmpty() ? Optional.empty() : Optional.of(texts.get(texts.size() - 1));
  }

  private static ObjectNode event(int category, int classOf, int activity, int severity) {
    ObjectNode event = Json.object();
    event.put("category_uid", category);
    event.put("class_uid", classOf);
    event.put("activity_id", activity);
    event.put("type_uid", classOf * 100L + activity);
    event.put("severity_id", severity);
    return event;
  }

  private static ObjectNode metadata(
      ObjectNode event, String uid, String trace, Optional<Instant> recorded) {
    ObjectNode metadata = event.putObject("metadata");
    metadata.put("version", VERSION);
    metadata.putObject("product").put("name", "Deputy").put("vendor_name", "Deputy");
    metadata.put("uid", uid);
    if (!trace.isEmpty()) {
      metadata.put("correlation_uid", trace);
    }
    recorded.ifPresent(at -> metadata.put("logged_time", at.toEpochMilli()));
    return metadata;
  }

  private static ObjectNode user(ObjectNode in, String member, String issuer, String subject) {
    return in.putObject(member).put("uid", subject).put("domain", issuer).put("type_id", 1);
  }

  private static void source(ObjectNode event, String address) {
    ObjectNode source = event.putObject("src_endpoint");
    source.put(ADDRESS.matcher(address).matches() ? "ip" : "name", address);
  }
}
