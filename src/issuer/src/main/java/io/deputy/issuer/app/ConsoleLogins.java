package io.deputy.issuer.app;

import io.deputy.issuer.console.ConsoleLogin;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads where people log in. */
final class ConsoleLogins {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * The framework sends it as it is, where RFC 6749, section 2.3.1, has other characters encoded.
   */
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9._~-]+");

  private ConsoleLogins() {}

  /**
   * What {@code settings} mean.
   *
   * @throws CannotStart if a part of it is missing, or the provider is not reached by TLS
   */
  static ConsoleLogin of(Settings settings) throws CannotStart {
    Settings.Console console = settings.console();
    Optional<String> issuer = console.issuer();
    if (issuer.isEmpty()) {
      return ConsoleLogin.NONE;
    }
    if (!isProvider(issuer.get(), settings.development())) {
      throw new CannotStart(
          "deputy.console.issuer \""
              + issuer.get()
              + "\" must be an https URL; http is for development on this machine");
    }
    String client =
        console
            .clientId()
            .orElseThrow(
                () -> new CannotStart("deputy.console.issuer needs deputy.console.client-id"));
    Path file =
        console
            .clientSecretFile()
            .orElseThrow(
                () ->
                    new CannotStart(
                        "deputy.console.issuer needs deputy.console.client-secret-file"));
    return new ConsoleLogin(
        Optional.of(
            new ConsoleLogin.Provider(
                issuer.get(),
                client,
                secret(file),
                console.rolesClaim(),
                console.auditorRole(),
                console.operatorRole())));
  }

  private static boolean isProvider(String issuer, boolean development) {
    try {
      URI url = new URI(issuer);
      return url.getHost() != null
          && ("https".equals(url.getScheme())
              || (development
                  && "http".equals(url.getScheme())
                  && LOOPBACK.contains(url.getHost())));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String secret(Path file) throws CannotStart {
    try {
      String secret = Files.readString(file).strip();
      if (SECRET.matcher(secret).matches()) {
        return secret;
      }
    } catch (IOException e) {
      throw new CannotStart("deputy.console.client-secret-file " + file + " cannot be read", e);
    }
    throw new CannotStart(
        "deputy.console.client-secret-file "
            + file
            + " must hold a secret of letters, digits and -._~");
  }
}
