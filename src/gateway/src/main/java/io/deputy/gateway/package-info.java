/**
 * Enforcement of delegation tokens in front of MCP servers, agents, models and plain HTTP: every
 * adapter asks the {@code gate}, and nothing passes that it does not let pass.
 */
package io.deputy.gateway;
