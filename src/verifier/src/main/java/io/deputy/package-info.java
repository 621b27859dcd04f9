/**
 * The words that every part of Deputy shares: {@link io.deputy.Reason}, {@link io.deputy.Refusal}
 * and {@link io.deputy.Bytes}. Start reading at {@code io.deputy.verify.Verifier}.
 */
package io.deputy;
