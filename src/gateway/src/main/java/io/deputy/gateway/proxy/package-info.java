/**
 * From a caller to what stands behind the gateway and back: which route, which headers, how bodies
 * and answers flow. What a protocol's messages mean is decided by its {@link
 * io.deputy.gateway.proxy.Adapter}.
 */
package io.deputy.gateway.proxy;
