package io.deputy.issuer.directory;

import java.util.Objects;

/** How an agent authenticates; each has exactly one way. */
public sealed interface ClientMethod {
  /** What it is called in metadata (RFC 8414, section 2). */
  String code();

  /** A JWT signed by one of its keys (OpenID Connect Core, section 9). */
  record PrivateKeyJwt() implements ClientMethod {
    public static final String CODE = "private_key_jwt";

    @Override
    public String code() {
      return CODE;
    }
  }

  /** A certificate of the operator's authority that bears its name (RFC 8705, section 2.1). */
  record Tls(CertificateName name) implements ClientMethod {
    public static final String CODE = "tls_client_auth";

    public Tls {
      Objects.requireNonNull(name);
    }

    @Override
    public String code() {
      return CODE;
    }
  }

  /** Any certificate for one of its keys (RFC 8705, section 2.2). */
  record SelfSignedTls() implements ClientMethod {
    public static final String CODE = "self_signed_tls_client_auth";

    @Override
    public String code() {
      return CODE;
    }
  }

  /**
   * A shared secret (RFC 6749, section 2.3.1). For development only.
   *
   * @param name the name of the secret, never the secret itself: the directory is kept in the
   *     record
   */
  record ClientSecret(String name) implements ClientMethod {
    public static final String CODE = "client_secret_basic";

    public ClientSecret {
      Objects.requireNonNull(name);
    }

    @Override
    public String code() {
      return CODE;
    }
  }
}
