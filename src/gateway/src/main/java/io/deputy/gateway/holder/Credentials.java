package io.deputy.gateway.holder;

import io.deputy.chain.Thumbprint;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a caller sent to show who it is, unchecked.
 *
 * @param authorization the values of all {@code Authorization} headers
 * @param dpop the values of all {@code DPoP} headers
 * @param method of the request, as the caller made it
 * @param url of the request, as the caller knows it
 * @param certificate the thumbprint of the key whose possession the TLS handshake proved
 */
public record Credentials(
    List<String> authorization,
    List<String> dpop,
    String method,
    String url,
    Optional<Thumbprint> certificate) {
  public Credentials {
    authorization = List.copyOf(authorization);
    dpop = List.copyOf(dpop);
    Objects.requireNonNull(method);
    Objects.requireNonNull(url);
    Objects.requireNonNull(certificate);
  }

  /** Neither the token nor the proof is ever printed. */
  @Override
  public String toString() {
    return "Credentials[" + method + " " + url + "]";
  }
}
