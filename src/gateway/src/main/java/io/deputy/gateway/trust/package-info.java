/** What this gateway trusts now: the issuer's keys and what it has revoked, fresh or not at all. */
package io.deputy.gateway.trust;
