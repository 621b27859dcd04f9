// Reads cases as JSON from standard input, one per line, and answers each on a line of its own that
// starts with "> ", since the library prints a greeting.
// A case: {token, root, facts, append?} with the token in base64url and the root key as text.
import { createInterface } from "node:readline";
import {
  AuthorizerBuilder,
  Biscuit,
  BlockBuilder,
  PublicKey,
  SignatureAlgorithm,
} from "@biscuit-auth/biscuit-wasm";

const LIMITS = { max_facts: 10_000, max_iterations: 1_000, max_time_micro: 5_000_000 };

// It counts time in a way that a busy machine can upset: a time-out says nothing, so ask again.
const TRIES = 5;

function authorize(token, facts) {
  for (let tries = 1; ; tries++) {
    try {
      const builder = new AuthorizerBuilder();
      builder.addCode(facts);
      return builder.buildAuthenticated(token).authorizeWithLimits(LIMITS);
    } catch (error) {
      if (error?.RunLimit !== "Timeout" || tries === TRIES) throw error;
    }
  }
}

function describe(error) {
  return typeof error === "object" ? JSON.stringify(error) : String(error);
}

function run({ token, root, facts, append }) {
  const answer = {};
  try {
    const key = PublicKey.fromString(root, SignatureAlgorithm.Ed25519);
    let biscuit = Biscuit.fromBytes(Buffer.from(token, "base64url"), key);
    if (append) {
      const block = new BlockBuilder();
      block.addCode(append);
      biscuit = biscuit.appendBlock(block);
      answer.appended = Buffer.from(biscuit.toBytes()).toString("base64url");
    }
    answer.verified = true;
    answer.source = Array.from({ length: biscuit.countBlocks() }, (_, i) => biscuit.getBlockSource(i));
    answer.revocationIds = biscuit.getRevocationIdentifiers();
    answer.policy = authorize(biscuit, facts);
    answer.authorized = true;
  } catch (error) {
    answer.verified ??= false;
    answer.authorized = false;
    answer.error = describe(error);
  }
  return answer;
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`> ${JSON.stringify(run(JSON.parse(line)))}\n`);
}
