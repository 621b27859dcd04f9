package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.Objects;
import java.util.Optional;

/**
 * What a caller authenticates with (RFC 7521, section 4.2).
 *
 * @param jwt the {@code client_assertion}
 * @param clientId the {@code client_id}, if it was sent too
 */
public record ClientAssertion(Credential jwt, Optional<String> clientId) implements ClientProof {
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  public ClientAssertion {
    Objects.requireNonNull(jwt);
    Objects.requireNonNull(clientId);
  }

  /** Whether {@code form} has one, or says that it does. */
  static boolean isIn(Form form) {
    return form.optional("client_assertion").isPresent()
        || form.optional("client_assertion_type").isPresent();
  }

  /**
   * The assertion in a form (RFC 7523, section 2.2).
   *
   * @throws Refusal {@code client_assertion_invalid} if there is none, or one of another type
   */
  static ClientAssertion of(Form form) throws Refusal {
    Optional<String> assertion = form.optional("client_assertion");
    if (assertion.isEmpty() || !form.optional("client_assertion_type").equals(Optional.of(TYPE))) {
      throw new Refusal(
          Reason.CLIENT_ASSERTION_INVALID,
          "authenticate with \"client_assertion\" and \"client_assertion_type\" "
              + TYPE
              + ", or with a TLS certificate and \"client_id\"");
    }
    return new ClientAssertion(new Credential(assertion.get()), form.optional("client_id"));
  }
}
