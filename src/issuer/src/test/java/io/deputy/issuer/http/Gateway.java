package io.deputy.issuer.http;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.chain.TokenText;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.json.TrustBundleJson;
import io.deputy.minting.Signer;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Trust;
import io.deputy.verify.TrustBundle;
import java.time.Instant;
import java.util.List;

/** As far as a gateway keeps trust bundles: the keys that it has pinned, and what it believes. */
public record Gateway(TrustedKeys pinned, Trust trust) {
  /** One that has pinned the key that signs bundles now, and has no bundle yet. */
  public static Gateway pinning(IssuerKeys keys) throws Refusal {
    Signer signer = keys.current(Instant.now()).bundle();
    TrustedKey key =
        new TrustedKey(
            signer.number(),
            TrustedKey.Role.BUNDLE,
            TrustedKey.State.ACTIVE,
            Acme.ISSUER,
            signer.publicKey());
    return new Gateway(new TrustedKeys(List.of(key)), Trust.none(Acme.ISSUER, System::nanoTime));
  }

  /** The answer to a request with this query. */
  TrustBundle fetch(String query) throws Refusal {
    String jws =
        when()
            .get("/trust/bundle?" + query)
            .then()
            .statusCode(200)
            .header("Content-Type", "application/jose")
            .header("Cache-Control", "no-store")
            .extract()
            .asString();
    return TrustBundleJson.read(jws, pinned);
  }

  /** The next bundle after what is known, waited for. */
  public TrustBundle next(int seconds) throws Refusal {
    return fetch("since=" + trust.cursor() + "&wait=" + seconds);
  }

  /** With this one too. */
  public Gateway take(TrustBundle bundle) throws Refusal {
    return new Gateway(pinned, trust.take(bundle, Instant.now()));
  }

  /** With everything that the issuer has to say now. */
  public Gateway upToDate() throws Refusal {
    Gateway gateway = this;
    TrustBundle bundle;
    do {
      bundle = gateway.next(0);
      gateway = gateway.take(bundle);
    } while (bundle.more());
    gateway.trust.requireFresh(Instant.now());
    return gateway;
  }

  /** Whether a token is refused because it was revoked; if not, then for what is asked with it. */
  boolean refusesAsRevoked(String token) throws Refusal {
    UnverifiedChain claimed = UnverifiedChain.read(TokenText.read(token));
    Decision decision =
        trust.check(
            TokenText.read(token),
            new PresentedRequest(
                claimed.last().audience().first(),
                new Request.Http("https://elsewhere.example", "GET", "/", "")),
            new ProvenKey(claimed.last().holder().key()),
            Instant.now());
    Reason reason = ((Decision.Denied) decision).reason();
    assertThat(reason).isIn(Reason.TOKEN_REVOKED, Reason.REQUEST_NOT_WITHIN_RIGHTS);
    return reason == Reason.TOKEN_REVOKED;
  }
}
