import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Failure } from '../../../src/report/failure.ts';
import { hasArtifactService } from '../../../src/github/workflow-run.ts';
import { type Inputs } from '../../../src/inputs/inputs.ts';
import { DEFAULTS } from '../../../src/inputs/read-inputs.ts';
import { readInputs } from '../../../src/inputs/read-inputs.ts';

interface ActionFile {
  readonly inputs: Readonly<Record<string, { default?: string; required?: boolean }>>;
}

const ROOT = path.resolve(import.meta.dirname, '../../..');
const action = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8')) as ActionFile;

const TRAINING_KEY = 'f00dfeedf00dfeedf00dfeedf00dfeed';
const ACCOUNT_KEY = 'YWNjb3VudC1rZXktb2YtYS10ZXN0LWFjY291bnQ=';
const GOOD = {
  endpoint: 'https://name.cognitiveservices.azure.com/',
  'training-key': TRAINING_KEY,
  'project-id': '64B822C5-8082-4B36-A426-27225F4AA18C',
  'notification-queue-uri': 'https://account.queue.core.windows.net/notes',
  'export-model-container-uri': 'https://account.blob.core.windows.net/models',
  'storage-account-key': ACCOUNT_KEY,
};

let azureFolder = '';
let saved: NodeJS.ProcessEnv = {};
let runner: Record<string, string> = {};

beforeAll(() => {
  azureFolder = mkdtempSync(path.join(tmpdir(), 'no-azure-login-'));
});

afterAll(() => {
  rmSync(azureFolder, { recursive: true });
});

beforeEach(() => {
  saved = { ...process.env };
  runner = {
    GITHUB_SERVER_URL: 'https://github.com',
    ACTIONS_RUNTIME_TOKEN: 'token',
    ACTIONS_RESULTS_URL: 'https://results.example/',
    AZURE_CONFIG_DIR: azureFolder,
  };
});

afterEach(() => {
  process.env = saved;
});

interface Reading {
  readonly inputs: Inputs | undefined;
  /** What the refusal says, `""` if nothing is refused. */
  readonly message: string;
  readonly masked: string[];
}

type Given = Readonly<Record<string, string | undefined>>;

/** Reads inputs as the runner would give them, over the good ones; `undefined` leaves one out. */
function read(changes: Given = {}): Reading {
  const masked: string[] = [];
  for (const name of Object.keys(process.env).filter((variable) => variable.startsWith('INPUT_'))) {
    Reflect.deleteProperty(process.env, name);
  }
  const given: Given = { ...GOOD, ...changes };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) {
      process.env[`INPUT_${name.toUpperCase()}`] = value;
    }
  }
  try {
    return { inputs: readInputs((secret) => masked.push(secret), runner), message: '', masked };
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).status).toBe('failed');
    return { inputs: undefined, message: (error as Failure).message, masked };
  }
}

/** The inputs that a refusal names, in its order. */
function refused(message: string): string[] {
  return message.split('\n').flatMap((line) => /^- ([^:]+): /.exec(line)?.[1] ?? []);
}

test('the least that a user has to give is enough, and everything else has its default', () => {
  expect(read().inputs).toEqual({
    endpoint: 'https://name.cognitiveservices.azure.com',
    trainingKey: TRAINING_KEY,
    clientId: null,
    tenantId: null,
    oidcAudience: null,
    project: { id: '64b822c5-8082-4b36-a426-27225f4aa18c' },
    createProject: true,
    domain: null,
    classificationType: null,
    queue: {
      kind: 'queue',
      plain: 'https://account.queue.core.windows.net/notes',
      sas: null,
      account: 'account',
      name: 'notes',
    },
    container: {
      kind: 'container',
      plain: 'https://account.blob.core.windows.net/models',
      sas: null,
      account: 'account',
      name: 'models',
    },
    storageAccountKey: ACCOUNT_KEY,
    replaceIntegration: false,
    platforms: [{ platform: 'ONNX', flavor: null }],
    trainingType: 'Regular',
    reservedBudgetHours: 0,
    selectedTags: [],
    notificationEmail: null,
    whenUnchanged: 'reuse',
    retryFailed: false,
    thresholds: { threshold: 0.5, overlapThreshold: 0.3 },
    gate: {
      minimums: { precision: null, recall: null, averagePrecision: null },
      minimumFor: 'model',
      noWorseThan: 'none',
      tolerance: 0.02,
    },
    iterationId: null,
    keepIterations: null,
    timeoutMinutes: 330,
    onTimeout: 'fail',
    reconcileMinutes: 15,
    uploadArtifact: true,
    artifactName: 'custom-vision-model.zip',
    overwrite: false,
    dryRun: false,
    retentionDays: null,
  });
});

test('the defaults in the code are those of action.yml', () => {
  const declared = Object.entries(action.inputs).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  expect(DEFAULTS).toEqual(Object.fromEntries(declared));
});

test('every input of action.yml is read, and no other', () => {
  const asked = new Set<string>();
  const real = process.env;
  process.env = new Proxy(
    { ...real, 'INPUT_TRAINING-TYPE': 'Advanced', 'INPUT_RETENTION-DAYS': '3' },
    {
      get(target, name) {
        if (typeof name === 'string' && name.startsWith('INPUT_')) {
          asked.add(name.slice('INPUT_'.length).toLowerCase());
        }
        return Reflect.get(target, name) as string | undefined;
      },
    },
  );
  expect(() => readInputs(() => undefined, runner)).toThrow(Failure);
  expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort());
});

test('every input that action.yml requires is missed when it is not given, so is the project, and no other', () => {
  const required = Object.keys(action.inputs).filter(
    (name) => action.inputs[name]?.required === true || name === 'project-id',
  );
  const nothing = Object.fromEntries(Object.keys(GOOD).map((name) => [name, undefined]));
  const given = { ...nothing, 'training-key': TRAINING_KEY, 'storage-account-key': ACCOUNT_KEY };
  const { message } = read(given);
  expect(refused(message).sort()).toEqual(required.sort());
  expect(message).toContain(`${required.length} inputs are refused; no request was sent.`);
});

test('every bad input is refused at once, named as in action.yml, with what is expected and an example', () => {
  const bad: Record<string, string> = {
    endpoint: 'name.cognitiveservices.azure.com',
    'training-key': 'with a space',
    'client-id': 'my-application',
    'tenant-id': 'contoso.example',
    'oidc-audience': 'api://Azure\tAD',
    'project-id': 'my-project',
    'project-name': 'Screws\tand bolts',
    'create-project': 'no',
    domain: 'General\t(compact)',
    'classification-type': 'Both',
    'notification-queue-uri': 'https://account.queue.core.windows.net/',
    'export-model-container-uri': 'http://account.blob.core.windows.net/models',
    'storage-account-key': 'not base64!',
    'replace-integration': 'yes',
    platforms: 'ONNX, PyTorch',
    'training-type': 'Quick',
    'reserved-budget-hours': '-1',
    'selected-tags': ',',
    'notification-email': 'nobody',
    'when-unchanged': 'ask',
    'retry-failed': 'twice',
    'metrics-threshold': '50 %',
    'metrics-overlap-threshold': '1.1',
    'minimum-precision': '90',
    'minimum-recall': '-0.1',
    'minimum-average-precision': '0,9',
    'minimum-for': 'images',
    'no-worse-than': 'last',
    tolerance: 'none',
    'iteration-id': '42',
    'keep-iterations': '1',
    'timeout-minutes': '1.5',
    'on-timeout': 'wait',
    'reconcile-minutes': '1441',
    'upload-artifact': '1',
    'artifact-name': 'model.tar',
    overwrite: 'always',
    'dry-run': 'maybe',
    'retention-days': '401',
  };
  expect(Object.keys(bad).sort()).toEqual(Object.keys(action.inputs).sort());
  const { message } = read(bad);
  expect(refused(message).sort()).toEqual(Object.keys(action.inputs).sort());
  for (const line of message.split('\n').filter((entry) => entry.startsWith('- '))) {
    expect(line).toMatch(/; expected .+, such as: /);
  }
  for (const [name, value] of Object.entries(bad).filter(([input]) => !input.endsWith('-key'))) {
    expect(message).toContain(`- ${name}: "${value.replace('\t', '\\x09')}" is refused`);
  }
});

test('either the id or the name of the project is given, not both and not none', () => {
  const byName = { 'project-id': undefined, 'project-name': 'Screws' };
  expect(read(byName).inputs).toMatchObject({ project: { name: 'Screws' } });
  const both = read({ 'project-name': 'Screws' });
  expect(refused(both.message)).toEqual(['project-name']);
  expect(both.message).toContain('project-id is given as well');
  const none = read({ 'project-id': undefined });
  expect(refused(none.message)).toEqual(['project-id']);
  expect(none.message).toContain('or project-name');
});

test.each([
  ['0.9', 0.9],
  ['.9', 0.9],
  ['1', 1],
  ['1.0', 1],
  ['0', 0],
  ['0.30000000000000004', 0.30000000000000004],
])('a share is read: %s', (text, value) => {
  expect(read({ 'minimum-recall': text }).inputs?.gate.minimums.recall).toBe(value);
});

test.each([
  ['90%', '90 % is 0.9'],
  ['87.5 %', '87.5 % is 0.875'],
  ['90', 'it is over 1; 90 % is 0.9'],
  ['101', 'it is over 1; 100 % is 1'],
  ['0,9', 'which has a point: 0.9'],
  ['1.01', 'it is over 1'],
  ['-0.1', 'it is no decimal number'],
  ['1e-1', 'it is no decimal number'],
  ['NaN', 'it is no decimal number'],
  ['Infinity', 'it is no decimal number'],
  ['0x1', 'it is no decimal number'],
  ['0.8 0.9', 'it is no decimal number'],
])('what is no share is refused with what it should be: %s', (text, said) => {
  const inputs = ['minimum-precision', 'minimum-recall', 'minimum-average-precision', 'tolerance'];
  const { message } = read(Object.fromEntries(inputs.map((name) => [name, text])));
  expect(refused(message)).toEqual(inputs);
  expect(message.split(said)).toHaveLength(5);
});

test('minimums of tags are asked for with a minimum only', () => {
  const alone = read({ 'minimum-for': 'tags', 'no-worse-than': 'previous' });
  expect(refused(alone.message)).toEqual(['minimum-for']);
  expect(alone.message).toContain(
    'tags asks for nothing without a minimum; expected one of minimum-precision',
  );
  expect(read({ 'minimum-for': 'tags', 'minimum-recall': '0' }).message).toBe('');
  expect(refused(read({ 'minimum-for': 'tags', 'minimum-recall': '80' }).message)).toEqual([
    'minimum-recall',
  ]);
});

test('one bad input is told as one', () => {
  const { message } = read({ 'project-id': 'x' });
  expect(message).toContain('An input is refused; no request was sent.');
  expect(refused(message)).toEqual(['project-id']);
});

test('the values of refused keys are not shown', () => {
  const { message } = read({ 'training-key': 'key with spaces', 'storage-account-key': 'k%y-of-acc' });
  expect(refused(message)).toEqual(['training-key', 'storage-account-key']);
  expect(message).not.toContain('key with spaces');
  expect(message).not.toContain('k%y-of-acc');
});

test.each([
  ['a SAS in a refused URI', 'https://account.queue.core.windows.net/NOTES?sv=1&sig=s3cret%2Bvalue'],
  ['a query that is no SAS', 'https://account.queue.core.windows.net/notes?key=s3cret'],
  ['a password in a URI', 'https://user:s3cret@account.queue.core.windows.net/notes'],
  ['a password in a URI without slashes', 'https:user:s3cret@account.queue.core.windows.net/notes'],
  ['a SAS after a fragment sign', 'https://account.queue.core.windows.net/notes#sig=s3cret'],
  [
    'a connection string in place of a URI',
    'DefaultEndpointsProtocol=https;AccountName=account;AccountKey=s3cret==;EndpointSuffix=core.windows.net',
  ],
])('no secret is shown of %s', (_what, uri) => {
  const { message } = read({ 'notification-queue-uri': uri });
  expect(refused(message)).toEqual(['notification-queue-uri']);
  expect(message).not.toContain('s3cret');
});

test('keys and signatures are masked, as given and decoded, before anything is refused; plain URIs are not', () => {
  const { masked } = read({
    'project-id': 'refused',
    'notification-queue-uri': `${GOOD['notification-queue-uri']}?sv=1&sig=a%2Fb%3D`,
    'export-model-container-uri': `${GOOD['export-model-container-uri']}?sig=cd&sv=1`,
  });
  expect(new Set(masked)).toEqual(new Set([TRAINING_KEY, ACCOUNT_KEY, 'a%2Fb%3D', 'a/b=', 'cd']));
});

test('a refused value cannot command the runner, and is shown in bounded length', () => {
  const { message } = read({
    'project-id': 'x\n::set-output name=a::b',
    platforms: `##[group]${'y'.repeat(9_000)}`,
  });
  expect(message).not.toMatch(/^::/m);
  expect(message).not.toContain('##[');
  expect(message.length).toBeLessThan(2_000);
});

test.each([
  ['replace-integration', 'TRUE', { replaceIntegration: true }],
  ['upload-artifact', 'False', { uploadArtifact: false }],
  [
    'platforms',
    ' tensorflow / TensorFlowLite \n',
    { platforms: [{ platform: 'TensorFlow', flavor: 'TensorFlowLite' }] },
  ],
  ['timeout-minutes', '7200', { timeoutMinutes: 7_200 }],
  ['timeout-minutes', '1', { timeoutMinutes: 1 }],
  ['retention-days', '400', { retentionDays: 400 }],
  ['metrics-threshold', '.75', { thresholds: { threshold: 0.75, overlapThreshold: 0.3 } }],
  ['metrics-overlap-threshold', '1', { thresholds: { threshold: 0.5, overlapThreshold: 1 } }],
  ['artifact-name', 'model of {x}.zip', { artifactName: 'model of {x}.zip' }],
  ['training-type', '  ', { trainingType: 'Regular' }],
  ['selected-tags', 'bolt, japanese cherry\nnut', { selectedTags: ['bolt', 'japanese cherry', 'nut'] }],
  ['selected-tags', '', { selectedTags: [] }],
  ['notification-email', 'a@b.example', { notificationEmail: 'a@b.example' }],
  ['when-unchanged', 'Retrain', { whenUnchanged: 'retrain' }],
  ['when-unchanged', '', { whenUnchanged: 'reuse' }],
  ['classification-type', 'multilabel', { classificationType: 'Multilabel' }],
  ['domain', 'General (compact) [S1]', { domain: 'General (compact) [S1]' }],
  [
    'iteration-id',
    '0A1B2C3D-0000-4000-8000-00000000000A',
    { iterationId: { id: '0a1b2c3d-0000-4000-8000-00000000000a' } },
  ],
  ['iteration-id', 'Newest', { iterationId: 'newest' }],
  ['iteration-id', 'published:production', { iterationId: { publishName: 'production' } }],
  ['iteration-id', 'Published: my: name ', { iterationId: { publishName: 'my: name' } }],
  ['keep-iterations', '2', { keepIterations: 2 }],
  ['keep-iterations', '20', { keepIterations: 20 }],
  ['keep-iterations', ' ', { keepIterations: null }],
])('%s: %j is accepted', (name, value, expected) => {
  expect(read({ [name]: value }).inputs).toMatchObject(expected);
});

test.each([
  ['timeout-minutes', '0'],
  ['timeout-minutes', '7201'],
  ['timeout-minutes', '1e3'],
  ['timeout-minutes', '0x10'],
  ['timeout-minutes', 'Infinity'],
  ['timeout-minutes', '99999999999999999999'],
  ['retention-days', '0'],
  ['keep-iterations', '21'],
  ['keep-iterations', 'all'],
  ['iteration-id', 'latest'],
  ['iteration-id', 'published:'],
  ['iteration-id', 'published'],
  ['iteration-id', 'published:a\tb'],
  ['reserved-budget-hours', '121'],
  ['replace-integration', 'truely'],
])('%s: %j is refused', (name, value) => {
  expect(refused(read({ [name]: value, 'training-type': 'Advanced' }).message)).toContain(name);
});

test('an advanced training needs a budget, and a regular one has none', () => {
  expect(refused(read({ 'training-type': 'Advanced' }).message)).toEqual(['reserved-budget-hours']);
  expect(read({ 'training-type': 'Advanced', 'reserved-budget-hours': '2' }).message).toBe('');
  expect(refused(read({ 'reserved-budget-hours': '2' }).message)).toEqual(['reserved-budget-hours']);
});

test('without any credential the refusal says that workflows from forks get no secrets', () => {
  const { message } = read({ 'training-key': undefined, 'storage-account-key': undefined });
  expect(refused(message)).toEqual(['training-key', 'storage-account-key']);
  expect(message).toContain('Workflows from forks get no secrets');
});

test('a SAS in both URIs stands in for the account key, in one of them it does not', () => {
  const queue = `${GOOD['notification-queue-uri']}?sig=a`;
  const container = `${GOOD['export-model-container-uri']}?sig=b`;
  const one = read({ 'storage-account-key': undefined, 'notification-queue-uri': queue });
  expect(refused(one.message)).toEqual(['storage-account-key']);
  const both = read({
    'storage-account-key': undefined,
    'notification-queue-uri': queue,
    'export-model-container-uri': container,
  });
  expect(both.message).toBe('');
});

test('a variable of the credential chain stands in for both keys', () => {
  Object.assign(runner, { AZURE_CLIENT_ID: 'id' });
  expect(read({ 'training-key': undefined, 'storage-account-key': undefined }).message).toBe('');
});

test.each([
  ['of somebody who is logged in', '\uFEFF{"installationId":"i","subscriptions":[{"id":"s"}]}', true],
  ['that the first start of the CLI leaves behind', '\uFEFF{"installationId":"i"}', false],
  ['of somebody who has logged out', '{"subscriptions":[]}', false],
  ['that is empty', '', false],
  ['that is none', 'null', false],
])('a profile of the Azure CLI %s stands in for both keys, if it is a login', (_whose, profile, login) => {
  const file = path.join(azureFolder, 'azureProfile.json');
  writeFileSync(file, profile);
  const { message } = read({ 'training-key': undefined, 'storage-account-key': undefined });
  rmSync(file);
  expect(refused(message)).toEqual(login ? [] : ['training-key', 'storage-account-key']);
});

const CLIENT_ID = '64B822C5-8082-4B36-A426-27225F4AA18D';
const TENANT_ID = '64b822c5-8082-4b36-a426-27225f4aa18e';
const NO_KEYS = { 'training-key': undefined, 'storage-account-key': undefined };
const OIDC = { ...NO_KEYS, 'client-id': CLIENT_ID, 'tenant-id': TENANT_ID };
const ID_TOKENS = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x.example/', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' };

test('client-id and tenant-id stand in for both keys, in a job that may ask for OIDC tokens', () => {
  Object.assign(runner, ID_TOKENS);
  expect(read(OIDC).inputs).toMatchObject({ clientId: CLIENT_ID.toLowerCase(), tenantId: TENANT_ID });
});

test.each(Object.keys(ID_TOKENS))('without %s the lines to add are shown', (name) => {
  Object.assign(runner, { ...ID_TOKENS, [name]: '' });
  const { message } = read(OIDC);
  expect(refused(message)).toEqual(['client-id']);
  expect(message).toContain('\n    permissions:\n      id-token: write\n');
});

test('a job with both keys need not ask for OIDC tokens', () => {
  expect(read({ 'client-id': CLIENT_ID, 'tenant-id': TENANT_ID }).message).toBe('');
});

test('one of client-id and tenant-id is none', () => {
  Object.assign(runner, ID_TOKENS);
  expect(refused(read({ ...OIDC, 'tenant-id': undefined }).message)).toEqual(['tenant-id']);
  expect(refused(read({ ...OIDC, 'client-id': undefined }).message)).toEqual(['client-id']);
});

test('a client-id that is no GUID is the only thing said of the login', () => {
  expect(refused(read({ ...OIDC, 'client-id': 'x' }).message)).toEqual(['client-id']);
});

test('a regional endpoint takes a key only', () => {
  Object.assign(runner, ID_TOKENS);
  const regional = { endpoint: 'https://westeurope.api.cognitive.microsoft.com' };
  expect(refused(read({ ...OIDC, ...regional }).message)).toEqual(['endpoint']);
  expect(read({ ...OIDC, ...regional, 'training-key': TRAINING_KEY }).message).toBe('');
});

test('a token travels over TLS only', () => {
  Object.assign(runner, ID_TOKENS);
  const local = {
    endpoint: 'http://127.0.0.1:1',
    'notification-queue-uri': 'http://127.0.0.1:2/account/notes',
    'export-model-container-uri': 'http://127.0.0.1:3/account/models',
  };
  expect(refused(read({ ...OIDC, ...local }).message)).toEqual([
    'endpoint',
    'notification-queue-uri',
    'export-model-container-uri',
  ]);
  expect(refused(read({ ...OIDC, ...local, 'training-key': TRAINING_KEY }).message)).toHaveLength(2);
  expect(read(local).message).toBe('');
});

test('a pull request from a fork without credentials gets one error, whatever else is missing', () => {
  const file = path.join(azureFolder, 'event.json');
  writeFileSync(file, JSON.stringify({ pull_request: { head: { repo: { full_name: 'mona/models' } } } }));
  Object.assign(runner, {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: file,
    GITHUB_REPOSITORY: 'octocat/models',
  });
  for (const given of [NO_KEYS, OIDC]) {
    const { message } = read({ ...given, 'project-id': undefined });
    expect(refused(message)).toEqual([]);
    expect(message).toContain('from a fork');
  }
  expect(read().message).toBe('');
});

test('one key cannot open two accounts', () => {
  const { message } = read({ 'export-model-container-uri': 'https://other.blob.core.windows.net/models' });
  expect(refused(message)).toEqual(['storage-account-key']);
});

test('nowhere to upload to is refused before anything is sent, unless nothing is to be uploaded', () => {
  Reflect.deleteProperty(runner, 'ACTIONS_RUNTIME_TOKEN');
  runner.ACTIONS_RESULTS_URL = '';
  const { message } = read();
  expect(refused(message)).toEqual(['upload-artifact', 'upload-artifact']);
  expect(message).toContain('ACTIONS_RUNTIME_TOKEN');
  expect(message).toContain('ACTIONS_RESULTS_URL');
  expect(read({ 'upload-artifact': 'false' }).message).toBe('');
});

test('on GitHub Enterprise Server the artifact variables are not asked for', () => {
  runner = { AZURE_CONFIG_DIR: azureFolder, GITHUB_SERVER_URL: 'https://github.example.com' };
  expect(read().message).toBe('');
});

test.each([
  ['https://github.com', true],
  ['https://GitHub.com', true],
  ['https://octo.ghe.com', true],
  ['http://github.localhost:3000', true],
  ['https://github.example.com', false],
  ['https://notghe.com', false],
  ['', true],
])('the server %j has an artifact service: %s', (server, expected) => {
  expect(hasArtifactService({ GITHUB_SERVER_URL: server })).toBe(expected);
});

test('no time to wait is accepted only where the run may leave', () => {
  const { message } = read({ 'timeout-minutes': '0' });
  expect(refused(message)).toEqual(['timeout-minutes']);
  expect(message).toContain('on-timeout: detach');
  expect(read({ 'timeout-minutes': '0', 'on-timeout': 'Detach' }).inputs).toMatchObject({
    timeoutMinutes: 0,
    onTimeout: 'detach',
  });
});

test('an input that is refused by itself is not compared with others', () => {
  const other = 'https://other.blob.core.windows.net/models';
  const key = read({ 'storage-account-key': 'not base64!', 'export-model-container-uri': other });
  expect(refused(key.message)).toEqual(['storage-account-key']);
  runner.ACTIONS_RUNTIME_TOKEN = '';
  expect(refused(read({ 'upload-artifact': 'perhaps' }).message)).toEqual(['upload-artifact']);
});

const QUEUE_OF = (host: string, query = ''): Given => ({
  'notification-queue-uri': `https://${host}/notes${query}`,
});

test('an account that is named by its second location, or not at all, is that of the other URI', () => {
  expect(read(QUEUE_OF('account-secondary.queue.core.windows.net')).inputs?.queue.account).toBe('account');
  expect(read(QUEUE_OF('notes.example.com')).inputs?.queue.account).toBe('account');
  const neither = { 'export-model-container-uri': 'https://models.example.com/models' };
  expect(read({ ...neither, ...QUEUE_OF('notes.example.com') }).message).toContain('neither host says it');
});

test('a key for two accounts is refused with the names of both', () => {
  expect(read(QUEUE_OF('acount.queue.core.windows.net')).message).toMatch(
    /- storage-account-key: .*the two URIs name two, "acount" and "account"/,
  );
});

test('a SAS that has expired is refused, by the clock of the runner', () => {
  const ended = QUEUE_OF('account.queue.core.windows.net', '?sp=rup&se=2020-01-01T00%3A00Z&sig=x');
  expect(read(ended).message).toMatch(/- notification-queue-uri: .*its SAS expired at 2020-01-01T00:00:00Z/);
});

test.each(Object.keys(DEFAULTS).concat('project-name', 'endpoint', 'selected-tags', 'notification-email'))(
  'a text of a million characters in %s is refused at once, and not shown',
  (name) => {
    for (const part of ['x', '@', 'ONNX,', 'sig', '-', '.', '?']) {
      const text = part.repeat(1_000_000 / part.length);
      const { message } = read({ [name]: text });
      expect(message).toContain(`- ${name}: is refused: it has ${text.length} characters`);
      expect(message.length).toBeLessThan(3_000);
    }
  },
);
