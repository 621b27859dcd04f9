package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.KeyProofs;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The headers {@code DPoP} and {@code DPoP-Nonce} (RFC 9449, sections 4.1 and 8.1). */
@Singleton
class DpopHeaders {
  private static final String PROOF = "DPoP";
  private static final String NONCE = "DPoP-Nonce";

  private final KeyProofs proofs;
  private final Clock clock;

  DpopHeaders(KeyProofs proofs, Clock clock) {
    this.proofs = proofs;
    this.clock = clock;
  }

  /** The one proof that was sent, if any (section 4.3, item 1). */
  static Optional<Credential> proof(HttpServerRequest request) throws Refusal {
    List<String> proofs = request.headers().getAll(PROOF);
    if (proofs.size() > 1) {
      throw new Refusal(Reason.DPOP_PROOF_INVALID, "send one DPoP header, not " + proofs.size());
    }
    return proofs.stream().findFirst().map(Credential::new);
  }

  /** Tells whoever sent a proof which nonce the next one needs (section 8.2). */
  Response withNonce(Response answer, HttpServerRequest request) {
    if (!request.headers().contains(PROOF)) {
      return answer;
    }
    try {
      proofs.nonce(clock.instant()).ifPresent(n -> answer.getHeaders().putSingle(NONCE, n));
    } catch (Refusal e) {
      // The answer says what there is to say; the next proof will be asked for a nonce.
    }
    return answer;
  }
}
