/**
 * The JSON edge: rights, requests and keys, read strictly (duplicate members refused, unknown
 * members refused) and written in one canonical form. The packages above take values.
 */
package io.deputy.json;
