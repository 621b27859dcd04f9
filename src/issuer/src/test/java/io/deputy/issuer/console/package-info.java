/** The console as people see it: real logins at a real provider, by TLS. */
package io.deputy.issuer.console;
