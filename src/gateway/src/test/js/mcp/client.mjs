// Does what an agent does with an MCP server, and prints what came of it as JSON.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [url, token] = process.argv.slice(2);
const seen = {};

async function step(name, action) {
  try {
    seen[name] = await action();
  } catch (error) {
    seen[name] = { failed: String(error.message), code: error.code ?? null };
  }
}

const transport = new StreamableHTTPClientTransport(new URL(url), {
  requestInit: { headers: { Authorization: `Bearer ${token}` } },
});
const client = new Client({ name: "agent", version: "1.0.0" });
const streamErrors = [];
client.onerror = (error) => streamErrors.push(String(error.message));
await client.connect(transport);

await step("tools", async () => (await client.listTools()).tools.map((t) => t.name));
await step("resources", async () =>
  (await client.listResources()).resources.map((r) => r.uri));
await step("templates", async () =>
  (await client.listResourceTemplates()).resourceTemplates.map((t) => t.uriTemplate));
await step("prompts", async () => (await client.listPrompts()).prompts.map((p) => p.name));
await step("echo", async () =>
  (await client.callTool({ name: "echo", arguments: { message: "hi" } })).content[0].text);
await step("sum", async () =>
  (await client.callTool({ name: "get-sum", arguments: { a: 3, b: 4 } })).content[0].text);
await step("sumTooLarge", async () =>
  (await client.callTool({ name: "get-sum", arguments: { a: 11, b: 4 } })).content[0].text);
await step("hidden", async () => await client.callTool({ name: "get-env", arguments: {} }));
await step("absent", async () => await client.callTool({ name: "get-nothing", arguments: {} }));
const progress = [];
await step("long", async () =>
  (
    await client.callTool(
      { name: "trigger-long-running-operation", arguments: { duration: 1, steps: 4 } },
      undefined,
      { onprogress: (p) => progress.push(p.progress) },
    )
  ).content[0].text);
seen.progress = progress.length;
await step("prompt", async () =>
  (await client.getPrompt({ name: "simple-prompt" })).messages.length);
await step("promptDenied", async () => await client.getPrompt({ name: "args-prompt" }));
await step("ping", async () => await client.ping());
seen.session = transport.sessionId !== undefined;
await step("end", async () => (await transport.terminateSession()) ?? "ended");
seen.streamErrors = streamErrors;
await client.close();
console.log(JSON.stringify(seen));
process.exit(0);
