/** A company with an issuer's keys and a running gateway, for the tests: real in everything. */
package io.deputy.gateway.acme;
