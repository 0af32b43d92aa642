import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { createCertificateAuthority } from '../../emulator/entra/certificate.ts';
import { TokenService } from '../../emulator/entra/token-service.ts';
import type { ActionRun } from '../../emulator/github/runner/runner.ts';
import { COGNITIVE, entraOf, machineOf, oidcJob, STORAGE } from './entra-job.ts';
import { errorOf, play, type Scenario, type ScenarioOptions } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;
let folder = '';
let subject = '';

beforeAll(async () => {
  emulator = await startTimedEmulator({
    entra: true,
    behavior: { trainingSeconds: 0.5, exportSeconds: 0.5, modelBytes: 50_000 },
  });
  folder = await mkdtemp(path.join(tmpdir(), 'sign-in-'));
  subject = entraOf(emulator).idTokens.subject;
});
afterEach(() => {
  const { tokens, idTokens } = entraOf(emulator);
  Object.assign(tokens, { refusing: undefined, state: 'up' });
  Object.assign(idTokens, { subject, lifetimeSeconds: 300, failing: undefined });
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

async function playOidc(changes: ScenarioOptions = {}): Promise<Scenario> {
  const project = await emulator.addProject({ integrated: true });
  const job = oidcJob(emulator);
  return await play(emulator, project, {
    ...job,
    ...changes,
    inputs: { ...job.inputs, ...changes.inputs },
    env: { ...job.env, ...changes.env },
  });
}

/** What the one error of a run says, without the line that ends every error. */
function messageOf(run: ActionRun): string {
  return errorOf(run).message.replace(/\nMore in docs\/TROUBLESHOOTING\.md under: .*$/, '');
}

/** The lines of the one error of a run that got nowhere; what changes from run to run is left out. */
function explained({ run, requests }: Scenario): string[] {
  expect(run.outputs).toMatchObject({ status: 'failed', trained: 'false', iterationId: '' });
  expect(requests.filter((request) => request.includes('/customvision/'))).toEqual([]);
  expect(errorOf(run).title).toBe('No login to Azure');
  return messageOf(run)
    .split('\n')
    .map((line) => line.replace(/ Trace ID: .*/, '').replace(/the project [-0-9a-f]{36}/, 'the project …'));
}

test('a subject that is not registered: shows what to register', async () => {
  entraOf(emulator).idTokens.subject = 'repo:octocat@583231/models@1296269:ref:refs/heads/main';

  expect(explained(await playOidc())).toEqual([
    'Could not read the project …: there is no token for it.',
    'Entra ID gave none. It says:',
    '| AADSTS700213: No federated identity record fits the subject of the presented assertion.',
    'It means: the application has no federated credential that fits this workflow, letter by letter; upper and lower case count.',
    'This run presented:',
    '| iss (issuer):   https://token.actions.githubusercontent.com',
    '| sub (subject):  repo:octocat@583231/models@1296269:ref:refs/heads/main',
    '| aud (audience): api://AzureADTokenExchange',
    'Next: register these three at the application, or run where they are as registered.',
  ]);
});

test('a federated credential that does not fit at all: shows what to register', async () => {
  entraOf(emulator).tokens.refusing = '70021';
  const lines = explained(await playOidc());

  expect(lines).toContain('| AADSTS70021: No federated identity record fits the presented assertion.');
  expect(lines).toContain(`| sub (subject):  ${subject}`);
});

test('a client-id that the tenant does not know', async () => {
  const lines = explained(await playOidc({ inputs: { 'client-id': randomUUID() } }));

  expect(lines).toContain('| AADSTS700016: The application was not found in the directory.');
  expect(lines.at(-1)).toMatch(/^Next: correct client-id \(the Application \(client\) ID/);
});

test('a tenant-id that there is not', async () => {
  const lines = explained(await playOidc({ inputs: { 'tenant-id': randomUUID() } }));

  expect(lines).toContain('| AADSTS90002: The tenant was not found.');
  expect(lines.at(-1)).toMatch(/^Next: correct tenant-id/);
});

test('an assertion that is too old', async () => {
  entraOf(emulator).idTokens.lifetimeSeconds = -1;
  const lines = explained(await playOidc());

  expect(lines).toContain('| AADSTS700024: The client assertion is not in its time range.');
  expect(lines.at(-1)).toBe(
    'Next: set the clock of the runner: GitHub’s tokens live 5 minutes, and a new one was presented.',
  );
});

test('a Conditional Access policy', async () => {
  entraOf(emulator).tokens.refusing = '53003';
  const lines = explained(await playOidc());

  expect(lines).toContain('| AADSTS53003: Access is blocked by a Conditional Access policy.');
  expect(lines.at(-1)).toMatch(/^Next: have the policy leave out this application/);
});

test('a secret of Azure’s own variables that is wrong', async () => {
  const { application, tenantId } = entraOf(emulator);
  const secret = 'not the secret of the application';
  const scenario = await playOidc({
    inputs: { 'client-id': '', 'tenant-id': '' },
    env: {
      AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential',
      AZURE_CLIENT_ID: application.clientId,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_SECRET: secret,
    },
  });
  const lines = explained(scenario);

  expect(lines).toContain('| AADSTS7000215: The client secret is wrong.');
  expect(lines.at(-1)).toMatch(/^Next: give client-id and tenant-id, which need no secret/);
  expect(scenario.run.log).not.toContain(secret);
});

test('a chain of credentials that is none', async () => {
  const lines = explained(
    await playOidc({
      inputs: { 'client-id': '', 'tenant-id': '' },
      env: { AZURE_TOKEN_CREDENTIALS: 'SomeCredential' },
    }),
  );

  expect(lines[2]).toContain('| Invalid value for AZURE_TOKEN_CREDENTIALS = SomeCredential.');
  expect(lines.at(-1)).toMatch(/^Next: give client-id and tenant-id, or training-key/);
});

test('a token service that nobody can reach', async () => {
  const { run } = await playOidc({
    inputs: { 'training-key': emulator.trainingKey },
    env: { AZURE_AUTHORITY_HOST: 'https://127.0.0.1:1' },
  });

  expect(errorOf(run).title).toBe('No login to Azure');
  expect(messageOf(run)).toContain('\n| connect ECONNREFUSED 127.0.0.1:1\n');
  expect(messageOf(run)).toMatch(/\nNext: nothing accepts connections there: [^\n]+$/);
});

test('a token service whose certificate is not trusted', async () => {
  const { directory } = entraOf(emulator);
  const impostor = new TokenService(directory, createCertificateAuthority().server);
  const authorityHost = await impostor.listen();
  const { run } = await playOidc({
    inputs: { 'training-key': emulator.trainingKey },
    env: { AZURE_AUTHORITY_HOST: authorityHost },
  });
  await impostor.close();

  expect(errorOf(run).title).toBe('No login to Azure');
  expect(messageOf(run)).toMatch(
    /\nNext: the certificate is not trusted: give its authority in NODE_EXTRA_CA_CERTS\.$/,
  );
});

test('a way to GitHub’s OIDC tokens that is barred is not taken for trouble of GitHub’s', async () => {
  const { run } = await playOidc({
    inputs: { 'training-key': emulator.trainingKey },
    idTokens: { requestUrl: 'http://127.0.0.1:1/token?v=2', requestToken: 'right' },
  });

  expect(errorOf(run).title).toBe('No login to Azure');
  expect(messageOf(run)).toContain('\n| connect ECONNREFUSED 127.0.0.1:1\n');
  expect(messageOf(run)).toMatch(/\nNext: nothing accepts connections there: [^\n]+$/);
});

test('a job whose right to ask for OIDC tokens has ended', async () => {
  entraOf(emulator).idTokens.failing = 401;
  const { run } = await playOidc();

  const message = messageOf(run);
  expect(message).toContain('GitHub gave the job no OIDC token for it. It says:');
  expect(message).toContain('\n| 401');
  expect(message).toMatch(/\nNext: .*on-timeout: detach, and let a later run pick it up\.$/);
});

test('a job without id-token: write gets the lines to add', async () => {
  const project = await emulator.addProject();
  const { inputs, env } = oidcJob(emulator);
  const { run, requests } = await play(emulator, project, { inputs, env });

  expect(errorOf(run).title).toBe('Inputs refused');
  expect(messageOf(run)).toContain('ACTIONS_ID_TOKEN_REQUEST_URL');
  expect(messageOf(run)).toContain('\n    permissions:\n      id-token: write\n');
  expect(requests).toEqual([]);
});

test('a regional endpoint takes no tokens', async () => {
  const { run } = await playOidc({ inputs: { endpoint: 'https://westeurope.api.cognitive.microsoft.com' } });

  expect(messageOf(run)).toContain('- endpoint: it is that of a whole region');
  expect(messageOf(run)).toContain('expected the custom subdomain of the training resource');
});

test('a pull request from a fork gets one clear error', async () => {
  const event = path.join(folder, 'event.json');
  await writeFile(event, JSON.stringify({ pull_request: { head: { repo: { full_name: 'mona/models' } } } }));
  const project = await emulator.addProject();
  const { run, requests } = await play(emulator, project, {
    inputs: { 'training-key': '', 'storage-account-key': '', 'project-id': '' },
    env: { ...machineOf(emulator), GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event },
  });

  expect(errorOf(run).title).toBe('No secrets in a workflow from a fork');
  expect(messageOf(run)).toBe(
    [
      'This is the workflow of a pull request from a fork: GitHub gives it no secrets and no OIDC tokens, so there is no way to sign in. No request was sent.',
      "Next: leave the job out there, with if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository; or train after the merge, on push or by hand.",
    ].join('\n'),
  );
  expect(requests).toEqual([]);
});

test('a wait beyond the life of the job’s tokens is warned of at the start', async () => {
  const { run } = await playOidc({ inputs: { 'timeout-minutes': '7200' } });

  expect(run.outputs.status).toBe('succeeded');
  const warnings = run.annotations.map(({ level, title, message }) => `${level} ${title}: ${message}`);
  expect(warnings).toHaveLength(2);
  for (const [index, loss] of ['no artifact can be uploaded', 'no token can be renewed'].entries()) {
    expect(warnings[index]).toContain('warning Job token ends early: ');
    expect(warnings[index]).toContain(`before timeout-minutes (7200) is used up: afterwards ${loss}.`);
    expect(warnings[index]).toMatch(/Next: set timeout-minutes: 3[56]\d and on-timeout: detach/);
  }
});

// The stand-in for the Azure CLI is a shell script.
const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix.each([
  { minutes: '60', warnings: [] },
  { minutes: '61', warnings: ['Login ends early'] },
])('a login by azure/login and timeout-minutes: $minutes', async ({ minutes, warnings }) => {
  const { application, tokens } = entraOf(emulator);
  const answers = [COGNITIVE, STORAGE].map((audience) =>
    JSON.stringify({
      accessToken: tokens.issue(application, audience),
      expires_on: Math.floor(Date.now() / 1_000) + 3_600,
      expiresOn: '2026-11-22 12:00:00.000000',
      tokenType: 'Bearer',
    }),
  );
  const script = [
    '#!/bin/sh',
    `case "$*" in *${STORAGE}*) echo '${answers[1] ?? ''}';; *) echo '${answers[0] ?? ''}';; esac`,
  ];
  await writeFile(path.join(folder, 'az'), script.join('\n'), { mode: 0o755 });
  await writeFile(path.join(folder, 'azureProfile.json'), '{"subscriptions":[{}]}');
  const { run } = await playOidc({
    inputs: { 'client-id': '', 'tenant-id': '', 'timeout-minutes': minutes },
    env: {
      AZURE_CONFIG_DIR: folder,
      AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential',
      PATH: `${folder}${path.delimiter}${process.env.PATH ?? ''}`,
    },
  });

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations.map(({ title }) => title)).toEqual(warnings);
  expect(run.annotations.every(({ message }) => message.includes('Next: give client-id and tenant-id'))).toBe(
    true,
  );
});
