/** Where requests go and what they may need on the way: one file, valid as a whole or not used. */
package io.deputy.gateway.routes;
