/**
 * Decision records: on disk before the request passes, at the issuer some time later. Start at
 * {@link io.deputy.gateway.record.Records}.
 */
package io.deputy.gateway.record;
