package io.deputy.issuer.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that can be set, each by a system property ({@code -Ddeputy.home=…}) or an environment
 * variable ({@code DEPUTY_HOME}). Durations are written as in {@code PT10S}. The defaults are those
 * of production.
 */
@ConfigMapping(prefix = "deputy")
public interface Settings {
  /** What tokens name as their issuer, and the URL under which this service is reached. */
  @WithDefault("http://localhost:${quarkus.http.port:8080}")
  String issuer();

  /** Holds the embedded database, generated keys and, unless set apart, the directory. */
  @WithDefault("./.deputy")
  Path home();

  /** The directory file; {@code directory.yaml} in {@link #home} unless set. */
  Optional<Path> directory();

  /** Whether a start puts the directory file into force where another version is. */
  @WithDefault("false")
  boolean applyDirectory();

  /** The folder with the signing keys; {@code keys} in {@link #home} unless set. */
  Optional<Path> keys();

  /**
   * The folder with secrets that the directory names; {@code secrets} in {@link #home} unless set.
   */
  Optional<Path> secrets();

  /**
   * TLS of this service itself; without it a proxy has to do it, and agents have no certificates.
   */
  Tls tls();

  /** The passphrase of the key files; the environment only. */
  Optional<String> keysPassphrase();

  /** A file that holds the passphrase of the key files, instead. */
  Optional<Path> keysPassphraseFile();

  /** How often the key folder is looked at: a change takes effect within this. */
  @WithDefault("PT10S")
  Duration keysReload();

  /** Where new signing keys are made, and looked for, instead of files. */
  Pkcs11 pkcs11();

  /** What gateways fetch. */
  Bundle bundle();

  /** How much anybody may ask of one instance. */
  Limits limits();

  /** Where people log in to the console. */
  Console console();

  /** Who is told of revocations and refusals. */
  Webhook webhook();

  /**
   * Whether keys that are labelled as development keys are accepted, key files without encryption,
   * client secrets, and plain HTTP to identity providers on this machine.
   */
  @WithDefault("false")
  boolean development();

  /**
   * Whether DPoP proofs must carry a nonce of ours (RFC 9449, section 8). It is on because without
   * it, whoever has an agent's key for a moment can sign proofs for all the days to come. It costs
   * a client one more request at first, since every answer carries the next nonce.
   */
  @WithDefault("true")
  boolean dpopNonce();

  /** An external PostgreSQL, 14 or newer; without it an embedded one runs in {@link #home}. */
  Database database();

  /** A second login for the migrations, if they should not run as the first. */
  Migrations migrations();

  /** A PKCS#11 module: all three or none. */
  interface Pkcs11 {
    /** Its shared library; an absolute path. */
    Optional<Path> library();

    /** The number of the slot with the token. */
    OptionalLong slot();

    /** A file that holds the user's PIN. */
    Optional<Path> pinFile();
  }

  /** The trust bundles. */
  interface Bundle {
    /**
     * How old one may get before gateways refuse everything: so long they stand an outage of this
     * service, and so long, at worst, a revocation does not reach one that is cut off. 5 seconds to
     * a day.
     */
    @WithDefault("PT1M")
    Duration maxAge();
  }

  /** Exchanges a second; ten seconds' worth may come at once. */
  interface Limits {
    /** From one address (IPv6: one network of 64 bits), whoever asks. */
    @WithDefault("500")
    int addressPerSecond();

    /** Of one agent that has authenticated. */
    @WithDefault("100")
    int agentPerSecond();

    /** For one user. */
    @WithDefault("100")
    int userPerSecond();

    /** How long a whole request body may take to arrive. */
    @WithDefault("PT10S")
    Duration bodyWithin();
  }

  /** The OpenID provider of people who use the console; without it there is no console. */
  interface Console {
    /** Its issuer URL, under which it is discovered. */
    Optional<String> issuer();

    /** What it knows this service as. */
    Optional<String> clientId();

    /** A file that holds the client's secret. */
    Optional<Path> clientSecretFile();

    /** The claim of the ID token that lists what somebody may do; names apart by slashes. */
    @WithDefault("groups")
    String rolesClaim();

    /** What stands there for whoever may read the record. */
    @WithDefault("deputy-auditor")
    String auditorRole();

    /** What stands there for whoever may revoke, and read. */
    @WithDefault("deputy-operator")
    String operatorRole();
  }

  /** The receiver of events: both or none. */
  interface Webhook {
    /** Where it is: https, and in development http. */
    Optional<String> url();

    /** A file with the secret that it shares, as Standard Webhooks has it; or with two. */
    Optional<Path> secretFile();
  }

  /** Where the record is kept. */
  interface Database {
    /** A JDBC URL, for instance {@code jdbc:postgresql://db.acme.example/deputy}. */
    Optional<String> url();

    /** The login of the service; it needs the role {@code deputy_issuer} and no more. */
    Optional<String> username();

    /** Its password. */
    Optional<String> password();
  }

  /** What this service shows, and trusts, when it ends TLS. */
  interface Tls {
    /** Its certificate and those that it rests on, in PEM. */
    Optional<Path> certificate();

    /** The key of the certificate, in PEM. */
    Optional<Path> key();

    /** The roots, in PEM, under which certificates of agents are known by name. */
    Optional<Path> clientAuthority();
  }

  /** Who creates and changes tables. */
  interface Migrations {
    /** The login that owns the tables; it may create roles, or the roles exist already. */
    Optional<String> username();

    /** Its password. */
    Optional<String> password();
  }

  /** The directory file that {@code settings} mean. */
  static Path directoryFile(Settings settings) {
    return settings.directory().orElseGet(() -> settings.home().resolve("directory.yaml"));
  }

  /** The folder of secrets that {@code settings} mean. */
  static Path secretsFolder(Settings settings) {
    return settings.secrets().orElseGet(() -> settings.home().resolve("secrets"));
  }

  /** The folder of keys that {@code settings} mean. */
  static Path keysFolder(Settings settings) {
    return settings.keys().orElseGet(() -> settings.home().resolve("keys"));
  }
}
