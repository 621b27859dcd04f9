package io.deputy.issuer.exchange;

import io.deputy.Refusal;
import java.time.Instant;
import java.util.Optional;

/** Port: which key was proved with DPoP (RFC 9449). */
public interface KeyProofs {
  /**
   * The key that {@code proof} proves for a request to the token endpoint.
   *
   * @param subjectToken the token that is sent along; a proof that has an {@code ath} must name it
   */
  KeyProof verify(Credential proof, Credential subjectToken, Instant now) throws Refusal;

  /**
   * The nonce for the next proof; empty if none is asked for.
   *
   * @throws Refusal {@code record_unavailable} if it cannot be had
   */
  Optional<String> nonce(Instant now) throws Refusal;
}
