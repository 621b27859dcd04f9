// Reads cases as JSON from standard input, one per line, and answers each on a line of its own that
// starts with "> ", since the library prints a greeting.
// A case: {token, root, facts, append?} with the token in base64url and the root key as text.
// Or a list of {token, root, code}, which is answered by a list of judgements.
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
  return typeof error === "object" && !(error instanceof Error) ? JSON.stringify(error) : String(error);
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

// A token that asks for too much must not hold up all others.
const SHORT = { max_facts: 10_000, max_iterations: 1_000, max_time_micro: 300_000 };

const LONGEST_ERROR = 300;

const roots = new Map();

function rootKey(text) {
  if (!roots.has(text)) {
    const algorithm = text.startsWith("secp256r1/") ? SignatureAlgorithm.Secp256r1 : SignatureAlgorithm.Ed25519;
    roots.set(text, PublicKey.fromString(text.slice(text.indexOf("/") + 1), algorithm));
  }
  return roots.get(text);
}

// The checks that failed, as A0 for the authorizer's first and 1.2 for the third of block 1.
function failed(checks) {
  return checks
    .map((c) => (c.Authorizer ? `A${c.Authorizer.check_id}` : `${c.Block.block_id}.${c.Block.check_id}`))
    .join(",");
}

function verdict(error) {
  const logic = error?.FailedLogic;
  if (logic?.Unauthorized) {
    const [[kind, index]] = Object.entries(logic.Unauthorized.policy);
    return `${kind.toLowerCase()} ${index} [${failed(logic.Unauthorized.checks)}]`;
  }
  if (logic?.NoMatchingPolicy) return `no policy [${failed(logic.NoMatchingPolicy.checks)}]`;
  return `error ${describe(error)}`.slice(0, LONGEST_ERROR);
}

// What an error left in the middle of a call still borrows; it is lost.
function free(value) {
  try {
    value?.free();
  } catch {
    // Nothing to be done.
  }
}

function attempt({ token, root, code }) {
  let stage = "container";
  let biscuit;
  let authorizer;
  try {
    biscuit = Biscuit.fromBytes(Buffer.from(token, "base64url"), rootKey(root));
    stage = "code";
    const builder = new AuthorizerBuilder();
    builder.addCode(code);
    stage = "decision";
    authorizer = builder.buildAuthenticated(biscuit);
    return { stage, allowed: true, verdict: `allow ${authorizer.authorizeWithLimits(SHORT)} []` };
  } catch (error) {
    return { stage, allowed: false, verdict: verdict(error) };
  } finally {
    free(authorizer);
    free(biscuit);
  }
}

function judge(question) {
  let judgement = attempt(question);
  for (let tries = 1; tries < TRIES && judgement.verdict.includes("Timeout"); tries++) {
    judgement = attempt(question);
  }
  return judgement;
}

function answer(input) {
  return Array.isArray(input) ? input.map(judge) : run(input);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`> ${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
