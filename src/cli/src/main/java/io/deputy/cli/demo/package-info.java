/**
 * The demonstration: a real issuer in a home of its own, three agents, one user, and the story that
 * {@link io.deputy.cli.demo.Demo} plays. It uses the issuer through its HTTP contract only.
 */
package io.deputy.cli.demo;
