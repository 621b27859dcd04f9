package io.deputy.issuer.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.json.Jwks;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What others need to know about this issuer. */
@Path("/.well-known")
public class WellKnown {
  private final IssuerKeys keys;
  private final IssuerUrl issuer;
  private final Callers callers;

  WellKnown(IssuerKeys keys, IssuerUrl issuer, Callers callers) {
    this.keys = keys;
    this.issuer = issuer;
    this.callers = callers;
  }

  /** The keys that verify our tokens (RFC 7517, RFC 8037). */
  @GET
  @Path("/jwks.json")
  @Produces(MediaType.APPLICATION_JSON)
  public String jwks() {
    return Jwks.write(keys.published());
  }

  /** What this issuer supports (RFC 8414, section 2). */
  @GET
  @Path("/oauth-authorization-server")
  @Produces(MediaType.APPLICATION_JSON)
  public Metadata metadata() {
    return new Metadata(
        issuer.value(),
        issuer.tokenEndpoint(),
        issuer.value() + "/.well-known/jwks.json",
        List.of(),
        List.of("urn:ietf:params:oauth:grant-type:token-exchange"),
        callers.methods(),
        List.of("RS256", "ES256", "EdDSA"),
        List.of("mcp", "http"));
  }

  /** RFC 8414, section 2; {@code authorization_details_types_supported}: RFC 9396, section 10. */
  record Metadata(
      @JsonProperty("issuer") String issuer,
      @JsonProperty("token_endpoint") String tokenEndpoint,
      @JsonProperty("jwks_uri") String jwksUri,
      @JsonProperty("response_types_supported") List<String> responseTypes,
      @JsonProperty("grant_types_supported") List<String> grantTypes,
      @JsonProperty("token_endpoint_auth_methods_supported") List<String> authMethods,
      @JsonProperty("token_endpoint_auth_signing_alg_values_supported") List<String> algorithms,
      @JsonProperty("authorization_details_types_supported") List<String> detailsTypes) {}
}
