// A real OpenID provider for the tests: discovery, keys that rotate, access tokens as JWTs and
// opaque, introspection. It takes a line of JSON and answers with a line of JSON after "> ".
import { once } from 'node:events';
import { createServer } from 'node:http';
import { generateKeyPair, exportJWK } from 'jose';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const CLIENT = { client_id: 'orchestrator', client_secret: 'unused', redirect_uris: ['https://x.example/cb'] };
const DEPUTY = { client_id: 'deputy', client_secret: 'of deputy + more', redirect_uris: [], response_types: [], grant_types: [] };

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
let extra = {};
let keys = [await key('ES256', 'key-1')];
let provider = start();

async function key(alg, kid) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, kid, use: 'sig' };
}

function start() {
  const started = new Provider(issuer, {
    clients: [CLIENT, DEPUTY],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys },
    enabledJWA: { idTokenSigningAlgValues: ['ES256', 'RS256', 'PS256'] },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
    },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: () => extra,
    ttl: { AccessToken: 600, Grant: 600 },
  });
  server.removeAllListeners('request');
  server.on('request', started.callback());
  return started;
}

async function token({ format, audience, subject, scope, claims, kind = 'AccessToken' }) {
  extra = claims;
  const client = await provider.Client.find('orchestrator');
  const grant = new provider.Grant({ accountId: subject, clientId: 'orchestrator' });
  const grantId = await grant.save();
  const made = new provider[kind]({ accountId: subject, client, grantId, gty: 'authorization_code', scope });
  if (kind === 'AccessToken') {
    made.resourceServer = new provider.ResourceServer(audience, {
      audience, scope, accessTokenFormat: format, jwt: { sign: { alg: keys[0].alg } },
    });
  }
  return made.save();
}

const commands = {
  issuer: () => issuer,
  token,
  async revoke({ token: value }) {
    const found = await provider.AccessToken.find(value);
    await found.destroy();
    return true;
  },
  // The new key signs; the old one stays for its tokens, unless it is dropped.
  async rotate({ alg, kid, drop }) {
    keys = [await key(alg, kid), ...(drop ? [] : keys)];
    provider = start();
    return true;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...parameters } = JSON.parse(line);
  try {
    console.log(`> ${JSON.stringify({ value: await commands[command](parameters) })}`);
  } catch (error) {
    console.log(`> ${JSON.stringify({ error: String(error) })}`);
  }
}
process.exit(0);
