package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.deputy.Bytes;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys that are proved with DPoP at the exchange (RFC 9449), and proofs that prove nothing. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class DpopTest {
  /** A proof as it should be. */
  private static Jwt proof() {
    return Acme.proof(Acme.ORCHESTRATOR).with("nonce", Call.nonce());
  }

  private static void refused(Jwt proof, String reason) {
    refused(Call.byOrchestrator().provedBy(proof), "invalid_dpop_proof", reason);
  }

  private static void refused(Call call, String error, String reason) {
    call.send().statusCode(400).body("error", equalTo(error)).body("reason", equalTo(reason));
  }

  static Thumbprint boundTo(String token) throws Exception {
    return UnverifiedChain.read(TokenText.read(token)).last().holder().key();
  }

  @Test
  void aProofWithoutANonceIsAnsweredWithOneThatWorks() {
    String nonce =
        Call.byOrchestrator()
            .provedBy(Acme.proof(Acme.ORCHESTRATOR))
            .send()
            .statusCode(400)
            .body("error", equalTo("use_dpop_nonce"))
            .body("reason", equalTo("dpop_nonce_required"))
            .extract()
            .header("DPoP-Nonce");
    Call.byOrchestrator()
        .provedBy(Acme.proof(Acme.ORCHESTRATOR).with("nonce", nonce))
        .send()
        .statusCode(200)
        .header("DPoP-Nonce", notNullValue())
        .body("token_type", equalTo("DPoP"));
  }

  @Test
  void aNonceThatIsNotOursIsRefused() {
    refused(
        Call.byOrchestrator().provedBy(proof().with("nonce", Bytes.of(new byte[16]).toBase64Url())),
        "use_dpop_nonce",
        "dpop_nonce_required");
  }

  @Test
  void everyAlgorithmOnTheListIsAccepted() throws Exception {
    for (AcmeKey key : List.of(Acme.ORCHESTRATOR, Acme.ORCHESTRATOR_OTHER)) {
      assertThat(boundTo(Call.byOrchestrator().proving(key).token())).isEqualTo(key.thumbprint());
    }
    Call.byOrchestrator().provedBy(proof().header("alg", "Ed25519")).token();
    Call.next("orchestrator", Acme.ORCHESTRATOR, Call.byOrchestrator().token(), "researcher")
        .proving(Acme.ORCHESTRATOR)
        .token();
    for (Map.Entry<String, AcmeKey> other :
        Map.of("courier", Acme.COURIER, "summarizer", Acme.SUMMARIZER).entrySet()) {
      String agent = other.getKey();
      Call.first(agent, other.getValue(), Acme.alice(agent))
          .with("authorization_details", Acme.SEARCH)
          .proving(other.getValue())
          .token();
    }
  }

  @Test
  void aFirstHopIsBoundToTheRegisteredKeyThatTheProofProves() throws Exception {
    String token = Call.byOrchestrator().proving(Acme.ORCHESTRATOR_OTHER).token();
    assertThat(boundTo(token)).isEqualTo(Acme.ORCHESTRATOR_OTHER.thumbprint());
  }

  @Test
  void aProofOfAKeyThatIsNotTheCallersIsRefused() {
    for (AcmeKey key : List.of(Acme.EPHEMERAL, Acme.RESEARCHER)) {
      refused(Call.byOrchestrator().proving(key), "invalid_dpop_proof", "dpop_key_unknown");
      String token = Call.byOrchestrator().token();
      refused(
          Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher").proving(key),
          "invalid_dpop_proof",
          "dpop_key_unknown");
    }
  }

  @Test
  void theKeyOfTheLastHopMayBeProvedByAssertionOrByProof() throws Exception {
    String token = Call.byOrchestrator().proving(Acme.ORCHESTRATOR_OTHER).token();
    Call delegating = Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher");
    refused(delegating, "invalid_request", "holder_key_mismatch");
    refused(delegating.proving(Acme.ORCHESTRATOR), "invalid_request", "holder_key_mismatch");
    String child = delegating.proving(Acme.ORCHESTRATOR_OTHER).token();
    assertThat(boundTo(child)).isEqualTo(Acme.RESEARCHER.thumbprint());
  }

  @Test
  void theProofAloneIsNoAuthentication() {
    Call.next("orchestrator", Acme.ATTACKER, Call.byOrchestrator().token(), "researcher")
        .proving(Acme.ORCHESTRATOR)
        .send()
        .statusCode(401)
        .body("reason", equalTo("client_assertion_invalid"));
  }

  @Test
  void aProofCountsOnce() {
    Jwt proof = proof();
    Call.byOrchestrator().provedBy(proof).token();
    refused(proof, "dpop_proof_replayed");
  }

  @Test
  void aReplayedProofUsesUpNothingElse() {
    Jwt used = proof();
    Call.byOrchestrator().provedBy(used).token();
    Call call = Call.byOrchestrator().assertedBy(Acme.assertion("orchestrator", Acme.ORCHESTRATOR));
    refused(call.provedBy(used), "invalid_dpop_proof", "dpop_proof_replayed");
    call.proving(Acme.ORCHESTRATOR).token();
  }

  @Test
  void aRefusedExchangeUsesUpNothing() {
    Jwt proof = proof();
    refused(
        Call.byOrchestrator().provedBy(proof).with("expires_in", "100000"),
        "invalid_request",
        "lifetime_exceeded");
    Call.byOrchestrator().provedBy(proof).token();
  }

  @Test
  void aProofForAnotherUrlIsRefused() {
    for (String url :
        List.of(
            Acme.ISSUER + "/token",
            "http://deputy.acme.example/token/exchange",
            "https://other.acme.example/token/exchange",
            "https://deputy.acme.example:8443/token/exchange",
            "https://u@deputy.acme.example/token/exchange",
            "/token/exchange",
            "no url")) {
      refused(proof().with("htu", url), "dpop_proof_mismatch");
    }
  }

  @Test
  void theSameUrlInOtherWordsIsAccepted() {
    Call.byOrchestrator()
        .provedBy(proof().with("htu", "HTTPS://Deputy.ACME.example:443/x/../token/%65xchange?a#b"))
        .token();
  }

  @Test
  void aProofForAnotherMethodIsRefused() {
    refused(proof().with("htm", "GET"), "dpop_proof_mismatch");
    refused(proof().with("htm", "post"), "dpop_proof_mismatch");
  }

  @Test
  void aProofThatNamesATokenMustNameTheSubjectToken() {
    String token = Call.byOrchestrator().token();
    Call call = Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher");
    String hash = Bytes.of(token.getBytes(StandardCharsets.US_ASCII)).sha256().toBase64Url();
    refused(
        call.provedBy(proof().with("ath", hash.substring(1) + "A")),
        "invalid_dpop_proof",
        "dpop_proof_mismatch");
    call.provedBy(proof().with("ath", hash)).token();
  }

  @Test
  void aProofThatAnotherKeySignedIsRefused() {
    refused(proof().reallySignedBy(Acme.ORCHESTRATOR_OTHER), "dpop_proof_invalid");
    refused(proof().header("jwk", Acme.RESEARCHER.jwk().toJSONObject()), "dpop_proof_invalid");
  }

  @Test
  void aProofFromAnotherTimeIsRefused() {
    Instant now = Instant.now();
    refused(proof().at("iat", now.minusSeconds(120)), "dpop_proof_stale");
    refused(proof().at("iat", now.plusSeconds(60)), "dpop_proof_stale");
    Call.byOrchestrator().provedBy(proof().at("iat", now.minusSeconds(60))).token();
  }

  @Test
  void aProofThatLacksSomethingIsRefused() {
    for (String claim : List.of("htm", "htu", "iat", "jti")) {
      refused(proof().without(claim), "dpop_proof_invalid");
    }
  }

  @Test
  void aProofOfAnotherTypeIsRefused() {
    refused(proof().header("typ", "JWT"), "dpop_proof_invalid");
    refused(Acme.assertion("orchestrator", Acme.ORCHESTRATOR), "dpop_proof_invalid");
  }

  @Test
  void anAlgorithmThatIsNotOnTheListIsRefused() {
    for (String algorithm : List.of("none", "HS256", "ES384", "RS256")) {
      refused(proof().header("alg", algorithm), "dpop_proof_invalid");
    }
  }

  @Test
  void aProofWithAPrivateKeyInItIsRefused() {
    Map<String, Object> jwk = new LinkedHashMap<>(Acme.ORCHESTRATOR.jwk().toJSONObject());
    jwk.put("d", Bytes.of(new byte[32]).toBase64Url());
    refused(proof().header("jwk", jwk), "dpop_proof_invalid");
  }

  @Test
  void criticalHeaderParametersAreRefused() {
    refused(proof().header("crit", List.of("b64")).header("b64", true), "dpop_proof_invalid");
  }

  @Test
  void twoProofsAreRefused() {
    refused(
        Call.byOrchestrator().provedBy(proof()).provedBy(proof()),
        "invalid_dpop_proof",
        "dpop_proof_invalid");
  }
}
