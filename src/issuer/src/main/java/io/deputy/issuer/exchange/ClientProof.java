package io.deputy.issuer.exchange;

/** What a caller authenticates with. */
public sealed interface ClientProof permits ClientAssertion, ClientCertificate, ClientSecret {}
