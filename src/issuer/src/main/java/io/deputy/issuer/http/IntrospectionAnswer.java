package io.deputy.issuer.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.deputy.chain.Hop;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.VerifiedChain;
import io.deputy.json.RightsJson;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;

/**
 * What a token says (RFC 7662, section 2.2).
 *
 * @param issuer who minted it
 * @param subject the user's name at {@code userIssuer}: names of different issuers may be the same
 * @param client the agent that holds it
 * @param actor that agent, and in it the ones that it came from (RFC 8693, section 4.1)
 * @param confirmation the key that the holder must prove (RFC 9449, section 6.2); none for a bearer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IntrospectionAnswer(
    @JsonProperty("active") boolean active,
    @JsonProperty("iss") String issuer,
    @JsonProperty("sub") String subject,
    @JsonProperty("user_issuer") String userIssuer,
    @JsonProperty("aud") List<String> audience,
    @JsonProperty("exp") long expiresAt,
    @JsonProperty("iat") long issuedAt,
    @JsonProperty("jti") String id,
    @JsonProperty("client_id") String client,
    @JsonProperty("act") Actor actor,
    @JsonRawValue @JsonProperty("authorization_details") String authorizationDetails,
    @JsonProperty("cnf") Confirmation confirmation,
    @JsonProperty("chain") String chain,
    @JsonProperty("hop") String hop,
    @JsonProperty("depth") int depth) {
  /** An agent that acts, and the one that it acts for. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Actor(@JsonProperty("sub") String agent, @JsonProperty("act") Actor before) {}

  /** RFC 7638, SHA-256. */
  record Confirmation(@JsonProperty("jkt") String thumbprint) {}

  static Response of(VerifiedChain chain) {
    Hop last = chain.last();
    return answer(
        new IntrospectionAnswer(
            true,
            chain.issuer(),
            chain.user().subject(),
            chain.user().issuer(),
            List.copyOf(last.audience()),
            last.expiresAt().getEpochSecond(),
            last.issuedAt().getEpochSecond(),
            last.id().toString(),
            last.holder().agent(),
            actor(chain.hops()),
            RightsJson.write(chain.rights()),
            confirmation(last.holder().key()),
            chain.id().toString(),
            last.id().toString(),
            last.number()));
  }

  /** Nothing but that: not why, and not whether there is such a token. */
  static Response inactive() {
    return answer(Map.of("active", false));
  }

  private static Actor actor(List<Hop> hops) {
    Actor actor = null;
    for (Hop hop : hops) {
      actor = new Actor(hop.holder().agent(), actor);
    }
    return actor;
  }

  private static Confirmation confirmation(Thumbprint key) {
    return key.isBearer() ? null : new Confirmation(key.toString());
  }

  private static Response answer(Object entity) {
    return Response.ok(entity, MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
