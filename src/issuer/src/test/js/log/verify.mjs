// Sigstore's verifier of checkpoints and inclusion proofs on a log of ours; and, from the text of
// C2SP tlog-tiles alone, the root from the entry bundles. Reads one JSON object, writes another.
import { createHash, createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readFileSync } from 'node:fs';

const require = createRequire(import.meta.url);
const sigstore = dirname(require.resolve('@sigstore/verify'));
const { verifyCheckpoint } = require(join(sigstore, 'tlog', 'checkpoint.js'));
const { verifyMerkleInclusion } = require(join(sigstore, 'tlog', 'merkle.js'));

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  parts.forEach((part) => hash.update(part));
  return hash.digest();
};
const input = JSON.parse(readFileSync(0, 'utf8'));
const raw = Buffer.from(input.jwk.x, 'base64url');

// C2SP signed-note: SHA-256 of the name, a newline, the type 1 and the key; of that four bytes.
const logID = sha256(input.origin, '\n', Buffer.from([1]), raw);
const tlogs = [
  {
    logID,
    baseURL: input.origin,
    publicKey: createPublicKey({ key: input.jwk, format: 'jwk' }),
  },
];

const accepted = (proof) => {
  const entry = {
    canonicalizedBody: Buffer.from(proof.entry),
    inclusionProof: {
      logIndex: String(proof.index),
      hashes: proof.hashes.map((hash) => Buffer.from(hash, 'base64url')),
      checkpoint: { envelope: proof.checkpoint },
    },
  };
  try {
    const checkpoint = verifyCheckpoint(entry, tlogs);
    verifyMerkleInclusion(entry, checkpoint);
    return { size: Number(checkpoint.logSize), root: checkpoint.logHash.toString('hex') };
  } catch (refused) {
    return { refused: refused.message };
  }
};

const entries = [];
for (const bundle of input.bundles) {
  const bytes = Buffer.from(bundle, 'base64');
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at);
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
}
const root = (leaves) => {
  if (leaves.length === 1) {
    return sha256(Buffer.from([0]), leaves[0]);
  }
  let split = 1;
  while (2 * split < leaves.length) {
    split *= 2;
  }
  return sha256(Buffer.from([1]), root(leaves.slice(0, split)), root(leaves.slice(split)));
};

const damaged = { ...input.proof, entry: input.proof.entry.replace(' hop ', ' hops ') };
console.log(
  JSON.stringify({
    proof: accepted(input.proof),
    damaged: accepted(damaged),
    forged: accepted({
      ...input.proof,
      checkpoint: input.proof.checkpoint.replace(/\n\d+\n/, '\n999999\n'),
    }),
    root: root(entries).toString('hex'),
    entries: entries.length,
  }),
);
