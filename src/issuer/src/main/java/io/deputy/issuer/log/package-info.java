/**
 * The issuer's transparency log ({@link io.deputy.log}): takes up what the record has, signs how
 * far it is, and proves what is in it. Start at {@link io.deputy.issuer.log.TransparencyLog}.
 */
package io.deputy.issuer.log;
