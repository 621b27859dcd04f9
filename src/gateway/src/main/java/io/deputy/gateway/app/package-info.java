/** The process: settings, wiring, health, and the way down. */
package io.deputy.gateway.app;
