package io.deputy.gateway.app;

import io.deputy.gateway.policy.PolicySettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be set, each by a system property ({@code -Ddeputy.gateway.id=…}) or an
 * environment variable ({@code DEPUTY_GATEWAY_ID}). Durations are written as in {@code PT10S}.
 */
@ConfigMapping(prefix = "deputy.gateway")
public interface Settings {
  /** What tokens name as their audience. */
  String id();

  /** Under which URL callers reach this gateway, without a slash at the end. */
  @WithDefault("http://localhost:${quarkus.http.port:8081}")
  String url();

  /** Whose tokens are honoured, as it stands in them. */
  String issuer();

  /** Where the issuer is reached, if not under its own URL. */
  Optional<String> issuerUrl();

  /** The issuer's bundle keys, as a JWK set; they come by another way than bundles do. */
  Path bundleKeys();

  /** The routes; {@code routes.yaml} in {@link #home} unless set. */
  Optional<Path> routes();

  /** How often the routes file is looked at. */
  @WithDefault("PT2S")
  Duration routesReload();

  /** Holds the bundles that were taken, and records that are not delivered yet. */
  @WithDefault("./.deputy-gateway")
  Path home();

  /** The folder with the secrets that routes name; {@code secrets} in {@link #home} unless set. */
  Optional<Path> secrets();

  /**
   * This gateway's own private key, of which the issuer's directory lists the public half:
   * decisions are delivered under it. Without it none are delivered, and none recorded.
   */
  Optional<Path> key();

  /** Whether a gateway without a key may run: only for routes that demand no record. */
  @WithDefault("false")
  boolean unrecorded();

  /** Places of arguments (JSON Pointers, or {@code *} for all) that do not go into the record. */
  Optional<List<String>> redact();

  /** The JSON-RPC error code of MCP for what is not allowed; not one of JSON-RPC's own. */
  @WithDefault("-31403")
  int mcpDenialCode();

  /** With both the gateway ends TLS itself; see {@link TlsSettings}. */
  Tls tls();

  /** The gateway's own certificate. */
  interface Tls {
    /** PEM. */
    Optional<Path> certificate();

    /** PEM. */
    Optional<Path> key();
  }

  /** How the process ends once it is told to. */
  Drain drain();

  /** The two parts of a drain; both have their defaults in {@code application.properties}. */
  interface Drain {
    /**
     * How long it says that it is not ready and yet answers everybody, so that whoever sends
     * requests here looks elsewhere first.
     */
    Duration notice();

    /** How long answers that are under way may take then; those that take longer are cut. */
    Duration limit();
  }

  /** A decision point that must allow too what tokens allow; without it there is none. */
  Optional<Policy> policy();

  /** Where the decision point is. */
  interface Policy {
    /** {@code authzen} or {@code cerbos}. */
    PolicySettings.Protocol protocol();

    /** The base of its endpoints, without a slash at the end. */
    String url();

    /**
     * For a question and its whole answer; half a second unless set. A default here would make the
     * framework see a decision point where none is.
     */
    Optional<Duration> deadline();

    /** The file with the token that it wants to see, if it does. */
    Optional<Path> token();
  }

  /** The file of routes that {@code settings} mean. */
  static Path routesFile(Settings settings) {
    return settings.routes().orElseGet(() -> settings.home().resolve("routes.yaml"));
  }

  /** The folder of secrets that {@code settings} mean. */
  static Path secretsFolder(Settings settings) {
    return settings.secrets().orElseGet(() -> settings.home().resolve("secrets"));
  }
}
