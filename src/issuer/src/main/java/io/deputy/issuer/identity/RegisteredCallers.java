package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.ClientMethod;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.Caller;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.exchange.ClientAssertion;
import io.deputy.issuer.exchange.ClientCertificate;
import io.deputy.issuer.exchange.ClientProof;
import io.deputy.issuer.exchange.ClientSecret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Agents, each of which authenticates in the one way that it is registered for. */
public final class RegisteredCallers implements Callers {
  private final AssertedCallers asserted;
  private final Optional<CertifiedCallers> certified;
  private final Optional<SecretCallers> secret;

  /**
   * @param certified if this service ends TLS itself
   * @param secret in development
   */
  public RegisteredCallers(
      AssertedCallers asserted,
      Optional<CertifiedCallers> certified,
      Optional<SecretCallers> secret) {
    this.asserted = Objects.requireNonNull(asserted);
    this.certified = Objects.requireNonNull(certified);
    this.secret = Objects.requireNonNull(secret);
  }

  @Override
  public Caller authenticate(ClientProof proof, Instant now) throws Refusal {
    Caller caller = proven(proof, now);
    if (caller.agent().disabled()) {
      throw new Refusal(
          Reason.CLIENT_DISABLED, "the agent \"" + caller.agent().id() + "\" is disabled");
    }
    return caller;
  }

  private Caller proven(ClientProof proof, Instant now) throws Refusal {
    if (proof instanceof ClientCertificate certificate && certified.isPresent()) {
      return certified.get().authenticate(certificate, now);
    }
    if (proof instanceof ClientSecret presented && secret.isPresent()) {
      return secret.get().authenticate(presented);
    }
    if (proof instanceof ClientAssertion assertion) {
      return asserted.authenticate(assertion, now);
    }
    throw new Refusal(
        Reason.CLIENT_METHOD_REFUSED, "this way of authenticating is not served here; sign a JWT");
  }

  @Override
  public List<String> methods() {
    List<String> methods = new ArrayList<>(List.of(ClientMethod.PrivateKeyJwt.CODE));
    if (certified.isPresent()) {
      methods.add(ClientMethod.Tls.CODE);
      methods.add(ClientMethod.SelfSignedTls.CODE);
    }
    if (secret.isPresent()) {
      methods.add(ClientMethod.ClientSecret.CODE);
    }
    return List.copyOf(methods);
  }

  static Agent agent(Directory directory, String id) throws Refusal {
    return directory
        .agent(id)
        .orElseThrow(
            () -> new Refusal(Reason.CLIENT_UNKNOWN, "no agent \"" + id + "\" is registered"));
  }

  /** The method of {@code agent}, if it is of this kind. */
  static <M extends ClientMethod> M requireMethod(Agent agent, Class<M> kind) throws Refusal {
    if (kind.isInstance(agent.method())) {
      return kind.cast(agent.method());
    }
    throw new Refusal(
        Reason.CLIENT_METHOD_REFUSED,
        "the agent \"" + agent.id() + "\" is registered for " + agent.method().code());
  }
}
