package io.deputy.issuer.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.issuer.admin.Administered;
import io.deputy.issuer.admin.Change;
import io.deputy.issuer.admin.Shrinkage;
import io.deputy.json.RightsJson;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** An answer that says what a change of the directory did, or would do. */
record ChangeAnswer(
    @JsonProperty("version") long version,
    @JsonProperty("dry_run") boolean dryRun,
    @JsonProperty("changes") List<Changed> changes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("shrinks") Shrinks shrinks) {
  private static final int CREATED = 201;
  private static final int OK = 200;

  /** One entry that differs. */
  record Changed(
      @JsonProperty("section") String section,
      @JsonProperty("id") String id,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("before") JsonNode before,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("after") JsonNode after) {
    static Changed of(Change change) {
      return new Changed(
          change.section(), change.id(), change.before().orElse(null), change.after().orElse(null));
    }
  }

  /** The live tokens that would be cut. */
  record Shrinks(
      @JsonProperty("hops") List<Shrunk> hops,
      @JsonProperty("count") int count,
      @JsonProperty("examined") int examined,
      @JsonProperty("truncated") boolean truncated) {
    static Shrinks of(Shrinkage shrinkage) {
      return new Shrinks(
          shrinkage.hops().stream().map(Shrunk::of).toList(),
          shrinkage.count(),
          shrinkage.examined(),
          shrinkage.truncated());
    }
  }

  /** One of them. */
  record Shrunk(
      @JsonProperty("chain") String chain,
      @JsonProperty("hop") String hop,
      @JsonProperty("depth") int depth,
      @JsonProperty("agent") String agent,
      @JsonProperty("user_issuer") String userIssuer,
      @JsonProperty("user") String user,
      @JsonProperty("expires_at") String expiresAt,
      @JsonRawValue @JsonProperty("authorization_details") String authorizationDetails,
      @JsonProperty("reason") String reason,
      @JsonProperty("detail") String detail) {
    static Shrunk of(Shrinkage.Shrunk shrunk) {
      return new Shrunk(
          shrunk.hop().chain().toString(),
          shrunk.hop().hop().toString(),
          shrunk.hop().depth(),
          shrunk.hop().holder().agent(),
          shrunk.user().issuer(),
          shrunk.user().subject(),
          shrunk.hop().expiresAt().toString(),
          RightsJson.write(shrunk.hop().granted()),
          shrunk.reason().code(),
          shrunk.detail());
    }
  }

  static Response of(Administered.Done done) {
    boolean dryRun = done.shrinkage().isPresent();
    ChangeAnswer answer =
        new ChangeAnswer(
            done.version(),
            dryRun,
            done.changes().stream().map(Changed::of).toList(),
            done.shrinkage().map(Shrinks::of).orElse(null));
    Response.ResponseBuilder response =
        Response.status(done.created() && !dryRun ? CREATED : OK)
            .entity(answer)
            .type(MediaType.APPLICATION_JSON_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    done.tag().ifPresent(tag -> response.header(HttpHeaders.ETAG, tag));
    return response.build();
  }
}
