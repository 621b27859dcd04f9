/**
 * The gateway's door: {@link io.deputy.verify.Verifier} takes a token, a request and a proven key,
 * and answers with a {@link io.deputy.verify.Decision}. Offline, with public keys only.
 */
package io.deputy.verify;
