/**
 * The command {@code deputy}: verify a request, inspect a token, play the demonstration. Start at
 * {@link io.deputy.cli.Main}. Names from outside are shown through {@link
 * io.deputy.capability.Describe}, messages and logs through {@link io.deputy.cli.Printable}.
 */
package io.deputy.cli;
