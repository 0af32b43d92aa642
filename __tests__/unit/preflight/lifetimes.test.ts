import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import { lifetimes, warnOfLifetimes } from '../../../src/preflight/lifetimes.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import { RecordedReport } from '../../../trials/fakes/recorded-report.ts';

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

test('only what ends before the run may is warned of, with how to do without', () => {
  const report = new RecordedReport();
  const exp = NOW / 1_000 + 120 * 60;
  const all = lifetimes(fakeInputs(KEYS), { ACTIONS_RUNTIME_TOKEN: token({ exp }) }, NOW);
  // The checks before it have taken half a second.
  warnOfLifetimes(all, 120, new FakeClock(NOW + 500), report);
  expect(report.of('warning')).toEqual([]);
  warnOfLifetimes(all, 122, new FakeClock(NOW), report);
  expect(report.of('warning')).toEqual([
    [
      'Job token ends early: The token that GitHub gave this job ends at 2026-11-22T14:00:00.000Z, before timeout-minutes (122) is used up: afterwards no artifact can be uploaded.',
      'Next: set timeout-minutes: 110 and on-timeout: detach, and let a later run pick it up.',
    ].join('\n'),
  ]);
});
