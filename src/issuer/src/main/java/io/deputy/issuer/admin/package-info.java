/**
 * What operators do: who they are, and changing the directory. Entries are JSON here, as operators
 * write them; what it needs from outside are ports. Start at {@link
 * io.deputy.issuer.admin.Operators}.
 */
package io.deputy.issuer.admin;
