/** OAuth libraries that people use, as clients of the running issuer. */
package io.deputy.issuer.clients;
