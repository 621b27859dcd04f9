/**
 * The world that the issuer's tests play in: the company Acme, its identity provider, its agents,
 * and an attacker. Every key follows from its name, so that any class loader makes the same ones.
 */
package io.deputy.issuer.acme;
