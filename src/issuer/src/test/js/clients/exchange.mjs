// Two exchanges by one OAuth library, as its documentation says: a user's token for a first
// delegation token, and that one for a sub-agent. Reads one JSON object from stdin, writes one.
import * as client from 'openid-client';
import * as oauth from 'oauth4webapi';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const USER = 'urn:ietf:params:oauth:token-type:jwt';
const DELEGATION = 'urn:deputy:params:oauth:token-type:biscuit';

const input = JSON.parse(await new Response(process.stdin).text());
const issuer = new URL(input.issuer);
const { d, ...publicJwk } = input.key;
const key = {
  privateKey: await crypto.subtle.importKey('jwk', input.key, 'Ed25519', false, ['sign']),
  publicKey: await crypto.subtle.importKey('jwk', publicJwk, 'Ed25519', true, ['verify']),
};
const authenticating = { key: key.privateKey, kid: input.key.kid };

// The issuer is known by an https name, as behind a proxy.
const statuses = [];
const reach = async (url, options) => {
  const answer = await fetch(String(url).replace(input.issuer, input.reachedAt), options);
  if (options.method === 'POST') {
    statuses.push(answer.status);
  }
  return answer;
};

async function withOpenidClient() {
  const config = await client.discovery(
    issuer, input.agent, undefined, client.PrivateKeyJwt(authenticating),
    { algorithm: 'oauth2', [client.customFetch]: reach });
  const DPoP = client.getDPoPHandle(config, key);
  return (parameters) => client.genericGrantRequest(config, GRANT, parameters, { DPoP });
}

async function withOauth4webapi() {
  const options = { [oauth.customFetch]: reach };
  const as = await oauth.processDiscoveryResponse(
    issuer, await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' }));
  const self = { client_id: input.agent };
  const DPoP = oauth.DPoP(self, key);
  const once = async (parameters) => oauth.processGenericTokenEndpointResponse(
    as, self, await oauth.genericTokenEndpointRequest(
      as, self, oauth.PrivateKeyJwt(authenticating), GRANT, parameters, { ...options, DPoP }));
  return async (parameters) => {
    try {
      return await once(parameters);
    } catch (error) {
      if (oauth.isDPoPNonceError(error)) {
        return once(parameters);
      }
      throw error;
    }
  };
}

const exchange =
  input.library === 'openid-client' ? await withOpenidClient() : await withOauth4webapi();
const first = await exchange(new URLSearchParams({
  subject_token: input.userToken, subject_token_type: USER, scope: 'issues:write',
}));
const second = await exchange(new URLSearchParams({
  subject_token: first.access_token, subject_token_type: DELEGATION,
  scope: 'deputy:same', requested_actor: input.subAgent,
}));
console.log(JSON.stringify({ first, second, statuses }));
