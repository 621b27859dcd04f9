// A real OpenID provider where people log in: whoever the test says, without being asked. It takes a
// line of JSON and answers with a line of JSON after "> ".
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const server = createServer();
const people = new Map();
let provider;
let current;

// What a page with a password and a question would come to.
async function interact(request, response) {
  const { prompt, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login' || session?.accountId !== current) {
    return provider.interactionFinished(request, response, { login: { accountId: current } });
  }
  const grant = new provider.Grant({ accountId: current, clientId: 'console' });
  grant.addOIDCScope('openid');
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

const commands = {
  async start({ port, secret, redirect }) {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    provider = new Provider(`http://127.0.0.1:${port}`, {
      clients: [{ client_id: 'console', client_secret: secret, redirect_uris: [redirect] }],
      conformIdTokenClaims: false,
      claims: { openid: ['sub', 'groups'] },
      features: { devInteractions: { enabled: false } },
      pkce: { required: () => true },
      interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, groups: people.get(id) ?? [] }) }),
    });
    const callback = provider.callback();
    server.on('request', (request, response) =>
      (request.url.startsWith('/interaction/') ? interact(request, response) : callback(request, response)));
    return true;
  },
  // From now on this person logs in.
  person({ subject, groups }) {
    people.set(subject, groups);
    current = subject;
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
