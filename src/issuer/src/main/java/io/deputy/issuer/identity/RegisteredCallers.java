package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.ClientMethod;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.RegisteredClient;
import io.deputy.issuer.exchange.Caller;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.exchange.ClientAssertion;
import io.deputy.issuer.exchange.ClientCertificate;
import io.deputy.issuer.exchange.ClientProof;
import io.deputy.issuer.exchange.ClientSecret;
import io.deputy.issuer.introspection.Clients;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.verify.ProvenKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Agents and gateways, each of which authenticates in the one way that it is registered for. */
public final class RegisteredCallers implements Callers, Clients {
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
  public Caller authenticate(ClientProof proof, Directory directory, Instant now) throws Refusal {
    Authenticated authenticated = enabled(proof, directory, now);
    if (authenticated.client() instanceof Agent agent) {
      return new Caller(agent, authenticated.key(), authenticated.assertion());
    }
    throw unknown("agent", authenticated.client().id());
  }

  @Override
  public Clients.Client identify(ClientProof proof, Directory directory, Instant now)
      throws Refusal {
    Authenticated authenticated = enabled(proof, directory, now);
    return new Clients.Client(authenticated.client().id(), authenticated.assertion());
  }

  /**
   * Who has authenticated.
   *
   * @param key the key that was proved; {@link ProvenKey#NONE} if a secret was shown
   * @param assertion what counts once, if it was that
   */
  record Authenticated(RegisteredClient client, ProvenKey key, Optional<OneTimeToken> assertion) {}

  private Authenticated enabled(ClientProof proof, Directory directory, Instant now)
      throws Refusal {
    Authenticated authenticated = proven(proof, directory, now);
    if (authenticated.client() instanceof Agent agent && agent.disabled()) {
      throw new Refusal(Reason.CLIENT_DISABLED, "the agent \"" + agent.id() + "\" is disabled");
    }
    return authenticated;
  }

  private Authenticated proven(ClientProof proof, Directory directory, Instant now) throws Refusal {
    if (proof instanceof ClientCertificate certificate && certified.isPresent()) {
      return certified.get().authenticate(certificate, directory, now);
    }
    if (proof instanceof ClientSecret presented && secret.isPresent()) {
      return secret.get().authenticate(presented, directory);
    }
    if (proof instanceof ClientAssertion assertion) {
      return asserted.authenticate(assertion, directory, now);
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

  static RegisteredClient client(Directory directory, String id) throws Refusal {
    return directory.client(id).orElseThrow(() -> unknown("client", id));
  }

  private static Refusal unknown(String kind, String id) {
    return new Refusal(Reason.CLIENT_UNKNOWN, "no " + kind + " \"" + id + "\" is registered");
  }

  /** The method of {@code client}, if it is of this kind. */
  static <M extends ClientMethod> M requireMethod(RegisteredClient client, Class<M> kind)
      throws Refusal {
    if (kind.isInstance(client.method())) {
      return kind.cast(client.method());
    }
    throw new Refusal(
        Reason.CLIENT_METHOD_REFUSED,
        "\"" + client.id() + "\" is registered for " + client.method().code());
  }
}
