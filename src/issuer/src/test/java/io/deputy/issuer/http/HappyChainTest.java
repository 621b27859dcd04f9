package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;

import io.deputy.chain.Thumbprint;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.keys.IssuerKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class HappyChainTest {
  @Inject IssuerKeys keys;

  @Test
  void aUsersTokenBecomesThreeEverNarrowerTokens() throws Exception {
    String first =
        Call.byOrchestrator()
            .with("purpose", "triage the \"urgent\" issues")
            .send()
            .statusCode(200)
            .header("Cache-Control", "no-store")
            .body("token_type", equalTo("DPoP"))
            .body("issued_token_type", equalTo("urn:deputy:params:oauth:token-type:biscuit"))
            .body("expires_in", lessThanOrEqualTo(600))
            .body("depth", equalTo(0))
            .body("chain", notNullValue())
            .body("authorization_details", hasSize(1))
            .extract()
            .path("access_token");
    String second =
        Call.next("orchestrator", Acme.ORCHESTRATOR, first, "researcher")
            .with("audience", "mcp-gateway")
            .send()
            .statusCode(200)
            .body("depth", equalTo(1))
            .body("scope", equalTo("deputy:same"))
            .body("expires_in", lessThanOrEqualTo(300))
            .extract()
            .path("access_token");
    String third =
        Call.next("researcher", Acme.RESEARCHER, second, "summarizer")
            .without("scope")
            .with("authorization_details", Acme.SEARCH)
            .with("expires_in", "60")
            .send()
            .statusCode(200)
            .body("depth", equalTo(2))
            .body("expires_in", equalTo(60))
            .extract()
            .path("access_token");

    VerifiedChain chain = UnverifiedChain.read(TokenText.read(third)).verify(keys.published());
    assertThat(chain.issuer()).isEqualTo(Acme.ISSUER);
    assertThat(chain.user().subject()).isEqualTo("alice");
    assertThat(chain.hops().stream().map(h -> h.holder().agent()))
        .containsExactly("orchestrator", "researcher", "summarizer");
    List<Thumbprint> holders = chain.hops().stream().map(h -> h.holder().key()).toList();
    assertThat(holders)
        .containsExactly(
            Acme.ORCHESTRATOR.thumbprint(),
            Acme.RESEARCHER.thumbprint(),
            Acme.SUMMARIZER.thumbprint());
    assertThat(chain.last().audience()).containsExactly("mcp-gateway");
  }
}
