// Reads {root, code, tokens} from standard input, tokens in base64url, and prints a line for each:
// median microseconds to verify it, and to verify and authorize it, from bytes. A line of figures
// starts with "> ", since the library prints a greeting.
import { readFileSync } from "node:fs";
import { AuthorizerBuilder, Biscuit, PublicKey, SignatureAlgorithm } from "@biscuit-auth/biscuit-wasm";

const LIMITS = { max_facts: 10_000, max_iterations: 1_000, max_time_micro: 5_000_000 };
const WARM_UP_MILLIS = 1_500;
const MEASURED_MILLIS = 2_500;

function verify(bytes, root) {
  return Biscuit.fromBytes(bytes, root);
}

function verifyAndAuthorize(bytes, root, code) {
  const biscuit = verify(bytes, root);
  const builder = new AuthorizerBuilder();
  builder.addCode(code);
  const authorizer = builder.buildAuthenticated(biscuit);
  try {
    authorizer.authorizeWithLimits(LIMITS);
  } catch (error) {
    // The first of a process can time out whatever the limit.
    if (error?.RunLimit !== "Timeout") throw error;
  } finally {
    authorizer.free();
  }
  return biscuit;
}

function median(run) {
  for (const stop = performance.now() + WARM_UP_MILLIS; performance.now() < stop; ) run().free();
  const took = [];
  for (const stop = performance.now() + MEASURED_MILLIS; performance.now() < stop; ) {
    const start = process.hrtime.bigint();
    const made = run();
    took.push(Number(process.hrtime.bigint() - start) / 1_000);
    made.free();
  }
  took.sort((a, b) => a - b);
  return took[took.length >> 1];
}

const { root, code, tokens } = JSON.parse(readFileSync(0, "utf8"));
const key = PublicKey.fromString(root, SignatureAlgorithm.Ed25519);
for (const token of tokens) {
  const bytes = Buffer.from(token, "base64url");
  const verified = median(() => verify(bytes, key));
  const decided = median(() => verifyAndAuthorize(bytes, key, code));
  console.log(`> ${verified.toFixed(1)} ${decided.toFixed(1)}`);
}
