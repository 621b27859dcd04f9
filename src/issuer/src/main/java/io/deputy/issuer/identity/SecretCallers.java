package io.deputy.issuer.identity;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.ClientMethod;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.RegisteredClient;
import io.deputy.issuer.exchange.ClientSecret;
import io.deputy.issuer.exchange.Credential;
import io.deputy.verify.ProvenKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;

/**
 * Agents and gateways that authenticate with a shared secret (RFC 6749, section 2.3.1). They prove
 * no key, so they can have a token but not delegate one. For development only.
 */
public final class SecretCallers {
  private final Secrets secrets;

  public SecretCallers(Secrets secrets) {
    this.secrets = Objects.requireNonNull(secrets);
  }

  RegisteredCallers.Authenticated authenticate(ClientSecret presented, Directory directory)
      throws Refusal {
    RegisteredClient client = RegisteredCallers.client(directory, presented.clientId());
    ClientMethod.ClientSecret method =
        RegisteredCallers.requireMethod(client, ClientMethod.ClientSecret.class);
    Optional<Credential> registered = secrets.read(method.name());
    if (registered.isEmpty() || !same(registered.get(), presented.secret())) {
      throw new Refusal(
          Reason.CLIENT_SECRET_INVALID, "that is not the secret of \"" + client.id() + "\"");
    }
    return new RegisteredCallers.Authenticated(client, ProvenKey.NONE, Optional.empty());
  }

  /** In the same time wherever they differ, and whatever their length. */
  private static boolean same(Credential one, Credential other) {
    return MessageDigest.isEqual(digest(one), digest(other));
  }

  private static byte[] digest(Credential secret) {
    return Bytes.of(secret.expose().getBytes(StandardCharsets.UTF_8)).sha256().toArray();
  }
}
