package io.deputy.issuer.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.deputy.capability.Kind;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.json.Jwks;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;

/** What others need to know about this issuer. */
@Path("/.well-known")
public class WellKnown {
  /** Of whatever agents sign; {@code Ed25519} is the other name of EdDSA here (RFC 9864). */
  private static final List<String> SIGNING_ALGORITHMS =
      List.of("EdDSA", "Ed25519", "ES256", "RS256");

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
        SIGNING_ALGORITHMS,
        issuer.revocationEndpoint(),
        callers.methods(),
        SIGNING_ALGORITHMS,
        issuer.introspectionEndpoint(),
        callers.methods(),
        SIGNING_ALGORITHMS,
        SIGNING_ALGORITHMS,
        Arrays.stream(Kind.values()).map(Kind::wire).toList());
  }

  /**
   * RFC 8414, section 2; {@code dpop_signing_alg_values_supported}: RFC 9449, section 5.1; {@code
   * authorization_details_types_supported}: RFC 9396, section 10.
   */
  record Metadata(
      @JsonProperty("issuer") String issuer,
      @JsonProperty("token_endpoint") String tokenEndpoint,
      @JsonProperty("jwks_uri") String jwksUri,
      @JsonProperty("response_types_supported") List<String> responseTypes,
      @JsonProperty("grant_types_supported") List<String> grantTypes,
      @JsonProperty("token_endpoint_auth_methods_supported") List<String> authMethods,
      @JsonProperty("token_endpoint_auth_signing_alg_values_supported") List<String> algorithms,
      @JsonProperty("revocation_endpoint") String revocationEndpoint,
      @JsonProperty("revocation_endpoint_auth_methods_supported") List<String> revocationMethods,
      @JsonProperty("revocation_endpoint_auth_signing_alg_values_supported")
          List<String> revocationAlgorithms,
      @JsonProperty("introspection_endpoint") String introspectionEndpoint,
      @JsonProperty("introspection_endpoint_auth_methods_supported")
          List<String> introspectionMethods,
      @JsonProperty("introspection_endpoint_auth_signing_alg_values_supported")
          List<String> introspectionAlgorithms,
      @JsonProperty("dpop_signing_alg_values_supported") List<String> dpopAlgorithms,
      @JsonProperty("authorization_details_types_supported") List<String> detailsTypes) {}
}
