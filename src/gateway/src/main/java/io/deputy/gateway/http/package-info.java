/** Plain HTTP: the request line is all that is decided, so bodies flow through. */
package io.deputy.gateway.http;
