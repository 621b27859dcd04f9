/**
 * The command {@code deputy}: verify a request, inspect a token, play the demonstration. Start at
 * {@link io.deputy.cli.Main}. Everything from outside goes through {@link io.deputy.cli.Printable}
 * before it is shown.
 */
package io.deputy.cli;
