/** How this gateway speaks to the issuer, beside its requests: never for longer than is agreed. */
package io.deputy.gateway.issuer;
