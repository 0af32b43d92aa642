import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import { lifetimes } from '../../../src/preflight/lifetimes.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;
const KEYS: Partial<Inputs> = { trainingKey: 'k', storageAccountKey: 'a' };
const OIDC: Partial<Inputs> = { clientId: 'c', tenantId: 't' };
const NO_UPLOAD: Partial<Inputs> = { uploadArtifact: false };

let [loggedIn, loggedOut] = ['', ''];

beforeAll(() => {
  loggedIn = mkdtempSync(path.join(tmpdir(), 'azure-'));
  loggedOut = mkdtempSync(path.join(tmpdir(), 'azure-'));
  writeFileSync(path.join(loggedIn, 'azureProfile.json'), '{"subscriptions":[{}]}');
});
afterAll(() => {
  rmSync(loggedIn, { recursive: true });
  rmSync(loggedOut, { recursive: true });
});

function token(claims: object): string {
  return `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
}

/** `heading: minutes from now`. */
function ends(inputs: Partial<Inputs>, env: Readonly<Record<string, string>> = {}): string[] {
  const all = lifetimes(fakeInputs(inputs), { AZURE_CONFIG_DIR: loggedOut, ...env }, NOW);
  return all.map(({ heading, endsAt }) => `${heading}: ${Math.round((endsAt - NOW) / MINUTE)}`);
}

test('a run with keys that uploads nothing depends on nothing that ends', () => {
  expect(ends({ ...KEYS, ...NO_UPLOAD })).toEqual([]);
});

test('an upload depends on the token of the job', () => {
  const exp = NOW / 1_000 + 100 * 60;
  expect(ends(KEYS, { ACTIONS_RUNTIME_TOKEN: token({ exp }) })).toEqual(['Job token ends early: 100']);
});

test('a token that does not tell its end lives about 6 hours and 10 minutes from its start', () => {
  const nbf = NOW / 1_000 - 10 * 60;
  expect(ends(KEYS, { ACTIONS_RUNTIME_TOKEN: token({ nbf }) })).toEqual(['Job token ends early: 360']);
  expect(ends(KEYS, { ACTIONS_RUNTIME_TOKEN: 'opaque' })).toEqual(['Job token ends early: 370']);
});

test('on GitHub Enterprise Server there is nothing to upload to', () => {
  expect(ends(KEYS, { GITHUB_SERVER_URL: 'https://github.example.com' })).toEqual([]);
});

test('a login by OIDC depends on the right to ask for tokens, unless keys open everything', () => {
  const env = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: token({ exp: NOW / 1_000 + 3_600 }) };
  expect(ends({ ...OIDC, ...NO_UPLOAD }, env)).toEqual(['Job token ends early: 60']);
  expect(ends({ ...OIDC, ...KEYS, ...NO_UPLOAD }, env)).toEqual([]);
});

test('a login by the Azure CLI ends after an hour', () => {
  expect(ends(NO_UPLOAD, { AZURE_CONFIG_DIR: loggedIn })).toEqual(['Login ends early: 60']);
  expect(ends({ ...KEYS, ...NO_UPLOAD }, { AZURE_CONFIG_DIR: loggedIn })).toEqual([]);
  expect(ends({ ...OIDC, ...NO_UPLOAD }, { AZURE_CONFIG_DIR: loggedIn })).toEqual([
    'Job token ends early: 370',
  ]);
});

test.each(['AZURE_FEDERATED_TOKEN_FILE', 'AZURE_CLIENT_SECRET', 'IDENTITY_ENDPOINT', 'MSI_ENDPOINT'])(
  'the Azure CLI is not what is used where %s is set',
  (name) => {
    expect(ends(NO_UPLOAD, { AZURE_CONFIG_DIR: loggedIn, [name]: 'x' })).toEqual([]);
  },
);

test.each([
  ['', true],
  ['dev', true],
  ['AzureCliCredential', true],
  [' AZURECLICREDENTIAL ', true],
  ['prod', false],
  ['ManagedIdentityCredential', false],
])('with AZURE_TOKEN_CREDENTIALS=%s the Azure CLI is used: %s', (chosen, used) => {
  const env = { AZURE_CONFIG_DIR: loggedIn, AZURE_TOKEN_CREDENTIALS: chosen };
  expect(ends(NO_UPLOAD, env)).toEqual(used ? ['Login ends early: 60'] : []);
});

test('where the Azure CLI is chosen, nothing else comes before it', () => {
  const env = { AZURE_CONFIG_DIR: loggedIn, AZURE_TOKEN_CREDENTIALS: 'dev', AZURE_CLIENT_SECRET: 'x' };
  expect(ends(NO_UPLOAD, env)).toEqual(['Login ends early: 60']);
});

test.each(['queue', 'container'] as const)('the SAS of the %s ends when it says so', (kind) => {
  const uri = (query: string): Partial<Inputs> => {
    const sas = parseStorageUri(
      `https://account.${kind === 'queue' ? kind : 'blob'}.core.windows.net/notes?${query}`,
      kind,
    );
    return { ...KEYS, ...NO_UPLOAD, [kind]: sas };
  };
  expect(ends(uri('se=2026-11-22T12%3A30%3A00Z&sig=x'))).toEqual(['SAS expires early: 30']);
  expect(ends(uri('se=never&sig=x'))).toEqual([]);
  expect(ends(uri('sig=x'))).toEqual([]);
});
