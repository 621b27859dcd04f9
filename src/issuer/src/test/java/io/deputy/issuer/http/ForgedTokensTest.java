package io.deputy.issuer.http;

import static org.hamcrest.Matchers.equalTo;

import io.deputy.Bytes;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.SignaturePayloads;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import io.deputy.chain.TokenText;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.UnverifiedChain;
import io.deputy.chain.User;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.json.RightsJson;
import io.deputy.minting.HopTerms;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Minted;
import io.deputy.minting.Minter;
import io.deputy.minting.Secret;
import io.deputy.minting.Signer;
import io.deputy.verify.Verifier;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tokens that verify, or nearly, and still must not be extended: each with its reason. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class ForgedTokensTest {
  @Inject IssuerKeys keys;

  private static void refused(String token, String reason) {
    Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher")
        .send()
        .statusCode(400)
        .body("error", equalTo("invalid_request"))
        .body("reason", equalTo(reason));
  }

  /** A minter that has the issuer's keys, and no ledger. */
  private Minter minter() {
    return new Minter(Acme.ISSUER, keys.root(), keys.attestation(), new Verifier(keys.published()));
  }

  private static HopTerms terms(String agent, AcmeKey key, Instant issuedAt) throws Exception {
    return new HopTerms(
        new HopId(UUID.randomUUID()),
        new Holder(agent, key.thumbprint()),
        issuedAt,
        issuedAt.plusSeconds(60),
        new TreeSet<>(List.of("mcp-gateway")),
        4,
        RightsJson.read(Acme.ISSUES));
  }

  private Minted first(String agent, AcmeKey key, Instant issuedAt) throws Exception {
    return minter()
        .first(
            new ChainId(UUID.randomUUID()),
            new User(Acme.IDP, "alice"),
            terms(agent, key, issuedAt));
  }

  private static String text(Minted minted) {
    return TokenText.write(minted.token().expose());
  }

  @Test
  void aTokenThatIsNotOnRecordIsRefused() throws Exception {
    refused(text(first("orchestrator", Acme.ORCHESTRATOR, Instant.now())), "token_resigned");
  }

  @Test
  void aTokenFromBeforeItsTimeIsRefused() throws Exception {
    refused(
        text(first("orchestrator", Acme.ORCHESTRATOR, Instant.now().plusSeconds(60))),
        "token_not_yet_valid");
  }

  @Test
  void aTokenThatHasExpiredIsRefused() throws Exception {
    refused(
        text(first("orchestrator", Acme.ORCHESTRATOR, Instant.now().minusSeconds(61))),
        "token_expired");
  }

  @Test
  void aChainWithAnAgentThatIsDisabledNowIsRefused() throws Exception {
    Minted first = first("retired", Acme.RETIRED, Instant.now());
    Minted second =
        minter()
            .next(
                first.chain(),
                terms("orchestrator", Acme.ORCHESTRATOR, first.chain().last().issuedAt()));
    refused(text(second), "chain_actor_disabled");
  }

  /** Whoever holds the parent's secret can sign an attested hop again, under another id. */
  @Test
  void anAttestedHopThatWasSignedAgainIsRefused() throws Exception {
    String parent = Call.byOrchestrator().token();
    String child = Call.next("orchestrator", Acme.ORCHESTRATOR, parent, "orchestrator").token();
    UnverifiedBiscuit before = UnverifiedBiscuit.parse(TokenText.read(parent));
    UnverifiedBiscuit after = UnverifiedBiscuit.parse(TokenText.read(child));
    SignedBlock hop = after.last();
    Secret seed = new Secret(Bytes.of(new byte[32]));
    InMemoryEd25519 next = new InMemoryEd25519(0, seed);
    Bytes signature =
        new InMemoryEd25519(0, secretOf(before))
            .sign(
                SignaturePayloads.blockV1(
                    hop.payload(),
                    next.publicKey(),
                    before.last().signature(),
                    Optional.of(hop.external().orElseThrow().signature())));
    Bytes again =
        ContainerWriter.signedBlock(hop.payload(), next.publicKey(), signature, 1, hop.external());
    Bytes forged =
        ContainerWriter.token(
            after.rootKeyNumber(), List.of(before.last().encoded(), again), seed.expose());
    UnverifiedChain.read(forged).verify(keys.published());
    refused(TokenText.write(forged), "token_resigned");
  }

  private static Secret secretOf(UnverifiedBiscuit biscuit) {
    return new Secret(((Proof.NextSecret) biscuit.proof()).unsafeNextSecret());
  }

  @Test
  void aSealedTokenIsRefused() throws Exception {
    UnverifiedBiscuit open = UnverifiedBiscuit.parse(TokenText.read(Call.byOrchestrator().token()));
    SignedBlock last = open.last();
    Bytes seal =
        new InMemoryEd25519(0, secretOf(open))
            .sign(SignaturePayloads.seal(last.payload(), last.nextKey(), last.signature()));
    refused(
        TokenText.write(
            ContainerWriter.sealedToken(open.rootKeyNumber(), List.of(last.encoded()), seal)),
        "token_sealed");
  }

  @Test
  void aBlockOfAnotherTokenIsRefused() throws Exception {
    String parent = Call.byOrchestrator().token();
    String other = Call.byOrchestrator().token();
    UnverifiedBiscuit child =
        UnverifiedBiscuit.parse(
            TokenText.read(
                Call.next("orchestrator", Acme.ORCHESTRATOR, parent, "orchestrator").token()));
    UnverifiedBiscuit target = UnverifiedBiscuit.parse(TokenText.read(other));
    Bytes spliced =
        ContainerWriter.token(
            target.rootKeyNumber(),
            List.of(target.last().encoded(), child.last().encoded()),
            secretOf(child).expose());
    refused(TokenText.write(spliced), "signature_invalid");
  }

  @Test
  void anotherIssuersTokenIsRefused() throws Exception {
    Signer root = new InMemoryEd25519(9, new Secret(Bytes.of(new byte[32])));
    var theirs =
        new TrustedKeys(
            List.of(
                new TrustedKey(
                    9,
                    TrustedKey.Role.ROOT,
                    TrustedKey.State.ACTIVE,
                    "https://other.example",
                    root.publicKey())));
    Minted minted =
        new Minter("https://other.example", root, keys.attestation(), new Verifier(theirs))
            .first(
                new ChainId(UUID.randomUUID()),
                new User(Acme.IDP, "alice"),
                terms("orchestrator", Acme.ORCHESTRATOR, Instant.now()));
    refused(text(minted), "root_key_unknown");
  }
}
