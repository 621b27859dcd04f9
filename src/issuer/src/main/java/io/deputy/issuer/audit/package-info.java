/**
 * Reading the record: chains, their hops, decisions, and what a revocation takes. Nothing here
 * writes; the SQL is in {@code postgres}, the pages in {@code console}.
 */
package io.deputy.issuer.audit;
