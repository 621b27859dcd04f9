/**
 * Measurements, each beside a peer in the same run: {@link io.deputy.bench.Main}. Nothing here is
 * shipped, and nothing here is asserted.
 */
package io.deputy.bench;
