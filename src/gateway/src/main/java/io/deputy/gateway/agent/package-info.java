/** Agents that speak A2A, 0.3 and 1.0: what a message asks for, and whose tasks are whose. */
package io.deputy.gateway.agent;
