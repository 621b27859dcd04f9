/**
 * A policy beside the token: asks a decision point of the operator's (OpenID AuthZEN 1.0, or
 * Cerbos) whether what the token allows may be done now. It can only take away.
 */
package io.deputy.gateway.policy;
