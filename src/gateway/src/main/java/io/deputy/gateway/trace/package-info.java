/** The gateway's part of traces: one span for each message, which says how it was decided. */
package io.deputy.gateway.trace;
