package io.deputy.issuer.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.AccessTokenType;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.token.TypelessAccessToken;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nimbus {@code oauth2-oidc-sdk} as a client, with P-256 keys. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class NimbusClientTest {
  @TestHTTPResource("/token/exchange")
  URI reachedAt;

  @TestHTTPResource("/.well-known/oauth-authorization-server")
  URI metadata;

  private static ECKey key() throws Exception {
    return ECKey.parse(Acme.COURIER.privateJwk().orElseThrow());
  }

  private HTTPResponse exchange(URI endpoint, Optional<Nonce> nonce) throws Exception {
    PrivateKeyJWT authentication =
        new PrivateKeyJWT(
            new ClientID("courier"),
            endpoint,
            JWSAlgorithm.ES256,
            key().toPrivateKey(),
            key().getKeyID(),
            null);
    TokenExchangeGrant grant =
        new TokenExchangeGrant(
            new TypelessAccessToken(Acme.alice("courier").compact()), TokenTypeURI.JWT);
    HTTPRequest request =
        new TokenRequest.Builder(reachedAt, authentication, grant)
            .scope(new Scope("issues:write"))
            .build()
            .toHTTPRequest();
    DPoPProofFactory proofs = new DefaultDPoPProofFactory(key(), JWSAlgorithm.ES256);
    SignedJWT proof = proofs.createDPoPJWT("POST", endpoint, nonce.orElse(null));
    request.setDPoP(proof);
    return request.send();
  }

  @Test
  void exchangesAUsersTokenWithItsKeyAndTheNonceItIsGiven() throws Exception {
    AuthorizationServerMetadata server =
        AuthorizationServerMetadata.parse(
            new HTTPRequest(HTTPRequest.Method.GET, metadata).send().getBodyAsJSONObject());
    assertThat(server.getIssuer()).isEqualTo(new Issuer(Acme.ISSUER));
    assertThat(server.getGrantTypes()).containsExactly(GrantType.TOKEN_EXCHANGE);
    assertThat(server.getDPoPJWSAlgs()).contains(JWSAlgorithm.ES256);

    HTTPResponse first = exchange(server.getTokenEndpointURI(), Optional.empty());
    assertThat(TokenErrorResponse.parse(first).getErrorObject().getCode())
        .isEqualTo("use_dpop_nonce");
    HTTPResponse second = exchange(server.getTokenEndpointURI(), Optional.of(first.getDPoPNonce()));
    var tokens = TokenResponse.parse(second).toSuccessResponse();
    assertThat(tokens.getTokens().getAccessToken().getType()).isEqualTo(AccessTokenType.DPOP);
    assertThat(tokens.getTokens().getAccessToken().getIssuedTokenType().getURI())
        .hasToString("urn:deputy:params:oauth:token-type:biscuit");
  }
}
