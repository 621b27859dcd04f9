/**
 * The Model Context Protocol over Streamable HTTP, both eras: revisions with sessions (2025-06-18,
 * 2025-11-25) and without (2026-07-28). What a message asks for is read from its body; headers may
 * only agree with it. Answers are read too: lists show only what the caller may see.
 */
package io.deputy.gateway.mcp;
