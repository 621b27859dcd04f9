package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.Optional;

/** What a caller authenticates with. */
public sealed interface ClientProof permits ClientAssertion, ClientCertificate, ClientSecret {
  /**
   * The one proof in a request (RFC 6749, section 2.3: "The client MUST NOT use more than one
   * authentication method in each request"). A certificate that TLS showed counts only with a
   * {@code client_id} and without anything else: connections have them for other reasons too.
   *
   * @throws Refusal {@code client_assertion_invalid} or {@code client_secret_invalid} if there is
   *     none, or more than one
   */
  static ClientProof of(Form form, Connection connection) throws Refusal {
    Optional<String> clientId = form.optional("client_id");
    boolean asserted = ClientAssertion.isIn(form);
    if (connection.secret().isPresent()) {
      ClientSecret secret = connection.secret().get();
      if (asserted || !clientId.orElse(secret.clientId()).equals(secret.clientId())) {
        throw new Refusal(
            Reason.CLIENT_SECRET_INVALID,
            "authenticate once: with the Authorization header, or with an assertion");
      }
      return secret;
    }
    if (!asserted && !connection.certificates().isEmpty() && clientId.isPresent()) {
      return new ClientCertificate(clientId.get(), connection.certificates());
    }
    return ClientAssertion.of(form);
  }
}
