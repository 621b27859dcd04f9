/**
 * The one place where it is decided what passes: who is asking, whether the token allows it, and
 * what must be known of it afterwards. Adapters translate a protocol into {@link
 * io.deputy.capability.Request}s and the verdict back into the protocol.
 */
package io.deputy.gateway.gate;
