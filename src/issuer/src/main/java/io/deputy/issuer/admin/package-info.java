/**
 * What operators do: who they are, and changing the directory. No framework; what it needs from
 * outside are ports. Start at {@link io.deputy.issuer.admin.Operators}.
 */
package io.deputy.issuer.admin;
