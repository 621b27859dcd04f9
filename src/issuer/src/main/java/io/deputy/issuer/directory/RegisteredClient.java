package io.deputy.issuer.directory;

/** Whoever may authenticate to this service (RFC 6749, section 2). */
public sealed interface RegisteredClient permits Agent, Gateway {
  /** Its name, the {@code client_id} of OAuth; no two have the same. */
  String id();

  /** Its keys, which nobody else has any of; maybe none. */
  PublicKeys keys();

  /** How it authenticates. */
  ClientMethod method();
}
