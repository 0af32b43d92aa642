import { beforeEach, expect, test } from '@jest/globals';
import { type Failure } from '../../../src/report/failure.ts';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import type { CheckedProject } from '../../../src/project/checked-project.ts';
import { preflight } from '../../../src/preflight/preflight.ts';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import {
  fakeWorld,
  ITERATION,
  iterationJson,
  PROJECT,
  QUEUE_URI,
} from '../../../trials/fakes/fake-services.ts';
import { refusal } from '../../../trials/fakes/fake-training-api.ts';

const GENERAL = 'ee85a74c-405e-4adc-bb47-ffa8ca0c9f31';
const COMPACT = '0732100f-1a38-4e49-a514-c9b44c697ab5';
const DOMAINS = [
  { id: GENERAL, name: 'General', type: 'Classification', exportable: false, enabled: true },
  {
    id: COMPACT,
    name: 'General (compact)',
    type: 'Classification',
    exportable: true,
    enabled: true,
    exportablePlatforms: ['CoreML', 'TensorFlow', 'DockerFile', 'ONNX', 'VAIDK', 'OpenVino'],
  },
];

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
  inProject(COMPACT);
  world.api.on('GetDomains', DOMAINS).on('GetIterations', [iterationJson(ITERATION, 'Completed')]);
});

function inProject(domainId: string, more: Readonly<Record<string, unknown>> = {}): void {
  world.api.on('GetProject', { id: PROJECT, name: 'Fruit\n::error::x', settings: { domainId }, ...more });
}

async function check(changes: Partial<Inputs> = {}): Promise<CheckedProject> {
  const inputs = fakeInputs(changes);
  return await preflight(inputs, world.ofResource);
}

async function failure(changes?: Partial<Inputs>): Promise<Failure> {
  return (await check(changes).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

test('project, domains, iterations, queue and container are read, and nothing is written', async () => {
  expect(await check()).toMatchObject({ project: { id: PROJECT }, iterations: [{ id: ITERATION }] });
  expect(world.api.requests.map(({ operation }) => operation).sort()).toEqual([
    'GetDomains',
    'GetIterations',
    'GetProject',
    'GetTags',
  ]);
  expect(world.queue.requests).toEqual(['peek']);
  expect(world.container.requests).toEqual(['list ']);
  expect(world.report.of('warning')).toEqual([]);
});

test("the project's name is told as foreign text", async () => {
  await check();
  expect(world.report.log).toContain('Project "Fruit\\x0a::error::x" (id');
});

test('a project that is read-only is refused', async () => {
  inProject(COMPACT, { drModeEnabled: true });
  expect(await failure()).toMatchObject({ title: 'Project is read-only' });
});

test('a domain that cannot export is refused with its compact twin, before anything is paid for', async () => {
  inProject(GENERAL);
  const { status, message } = await failure();
  expect(status).toBe('failed');
  expect(message).toContain('| General (compact) (domain id 0732100f-1a38-4e49-a514-c9b44c697ab5)');
  expect(message).toContain('Nothing was trained.');
});

test('a platform that the domain does not export to is refused with those it does', async () => {
  world.api.on('GetDomains', [{ ...DOMAINS[1], exportablePlatforms: ['CoreML'] }]);
  expect((await failure()).message).toContain('| CoreML');
  await expect(check({ platforms: [{ platform: 'CoreML', flavor: 'x' }] })).resolves.toBeDefined();
});

test('a domain that does not tell its platforms, or is not listed, is tried', async () => {
  world.api.on('GetDomains', [{ ...DOMAINS[1], exportablePlatforms: null }]);
  await expect(check()).resolves.toBeDefined();
  world.api.on('GetDomains', []);
  await expect(check()).resolves.toBeDefined();
});

test('all troubles are told at once', async () => {
  world.api.on('GetProject', refusal('NotFoundProject', 404));
  world.queue.trouble = () => new StorageError(404, 'QueueNotFound');
  world.container.meanwhile = () => {
    throw new StorageError(403, 'AuthorizationPermissionMismatch');
  };
  const { title, message } = await failure();
  expect(title).toBe('Project not found, Queue or container not found, Storage role missing');
  expect(message.match(/^Next: /gm)).toHaveLength(3);
  expect(message).toContain('az storage queue create');
  expect(message).toContain('Storage Blob Data Reader');
});

test('what cannot tell the workflow run is trouble now, and not after a paid training', async () => {
  const trouble = new SyntaxError('the event file is no JSON');
  world = fakeWorld({ workflow: () => Promise.reject(trouble) });
  inProject(COMPACT);
  world.api.on('GetDomains', DOMAINS).on('GetIterations', []);
  await expect(check()).rejects.toBe(trouble);
});

test.each([
  ['', 'Queue or container not found, Artifact service'],
  ['http://proxy.example:3128', 'Queue or container not found'],
])('an artifact service that refuses is told too, but not where a proxy (%j) stops all', async (...row) => {
  const [https_proxy, title] = row;
  const saved = process.env;
  const env = { ACTIONS_RESULTS_URL: 'https://results.example', https_proxy };
  process.env = { ...saved, no_proxy: '', NO_PROXY: '', HTTPS_PROXY: https_proxy, ...env };
  try {
    world.artifacts.meanwhile = () => {
      throw new Error('refused');
    };
    world = { ...world, ofResource: { ...world.ofResource, env } };
    expect((await failure()).title).toBe('Artifact service');
    world.queue.trouble = () => new StorageError(404, 'QueueNotFound');
    expect((await failure()).title).toBe(title);
  } finally {
    process.env = saved;
  }
});

test('one trouble is told as it is', async () => {
  world.queue.trouble = () => new StorageError(404, 'QueueNotFound');
  expect(await failure()).toMatchObject({ title: 'Queue or container not found' });
});

test.each([
  ['2026-11-22T17:29:59Z', 1],
  ['2026-11-22T17:30:00Z', 0],
  ['2026-11-22', 1],
  ['not a date', 0],
])(
  'a SAS that expires at %s is warned of %i times, if the run may take until 17:30',
  async (se, warnings) => {
    await check({ queue: parseStorageUri(`${QUEUE_URI}?se=${encodeURIComponent(se)}&sig=s3cret`, 'queue') });
    expect(world.report.of('warning')).toHaveLength(warnings);
    expect(world.report.log).not.toContain('s3cret');
  },
);

test('an abort rejects with its reason, and not with what it broke off', async () => {
  const reason = new Error('cancelled');
  world.queue.trouble = () => {
    world.cancel.abort(reason);
    return new Error('aborted by the SDK');
  };
  await expect(check()).rejects.toBe(reason);
});

test('a queue that is throttled just now is asked again', async () => {
  const answers = [new StorageError(503, 'ServerBusy'), new StorageError(500, 'OperationTimedOut')];
  world.queue.trouble = () => answers.shift();
  expect(await check()).toMatchObject({ project: { id: PROJECT } });
  expect(world.queue.requests).toEqual(['peek', 'peek', 'peek']);
});

test('a login that is in trouble just now is waited for at the container too, whose client does the rest itself', async () => {
  const said = new SignInError({ said: '503', code: undefined, transient: true, lines: [] }, undefined);
  const answers: Error[] = [said, said];
  world.container.meanwhile = () => {
    const error = answers.shift();
    if (error !== undefined) {
      throw error;
    }
  };
  expect(await check()).toMatchObject({ project: { id: PROJECT } });
  expect(world.container.requests).toHaveLength(3);

  answers.push(new StorageError(503, 'ServerBusy'));
  expect((await failure()).message).toContain('| 503 ServerBusy');
});

test('a login that fails everywhere is one trouble', async () => {
  const said = new SignInError(
    { said: 'no', code: 'AADSTS700016', transient: false, lines: ['Entra ID gave none.', 'Next: x.'] },
    undefined,
  );
  const unsent = {
    operation: 'GetProject',
    httpStatus: null,
    detail: '',
    unsent: 'for good',
    cause: said,
  } as const;
  world.api.on('GetProject', new ServiceError(unsent));
  world.queue.peek = () => Promise.reject(said);
  world.container.list = () => Promise.reject(said);
  const { title, message } = await failure();
  expect(title).toBe('No login to Azure');
  expect(message.split('\n')).toEqual([
    `Could not read the project ${PROJECT}: there is no token for it.`,
    'Entra ID gave none.',
    'Next: x.',
  ]);
});

test('logins that fail for different reasons are two', async () => {
  const refused = (code: string): SignInError =>
    new SignInError({ said: code, code, transient: false, lines: [code] }, undefined);
  world.queue.peek = () => Promise.reject(refused('AADSTS700016'));
  world.container.list = () => Promise.reject(refused('AADSTS53003'));
  expect((await failure()).message).toMatch(/AADSTS700016[^]*AADSTS53003/);
});

test('what ends before the run may is warned of before anything is started, and nothing else', async () => {
  const exp = Math.floor(world.clock.now() / 1_000) + 330 * 60;
  world = tokenUntil(exp);
  await check();
  expect(world.report.of('warning')).toEqual([]);
  world = tokenUntil(exp - 60);
  await check();
  expect(world.report.of('warning')).toEqual([
    [
      'Job token ends early: The token that GitHub gave this job ends at 2026-11-22T17:29:00.000Z, before timeout-minutes (330) is used up: afterwards no artifact can be uploaded.',
      'Next: set timeout-minutes: 319 and on-timeout: detach, and let a later run pick it up.',
    ].join('\n'),
  ]);
});

/** A world in which the token of the job ends then, in seconds since the epoch. */
function tokenUntil(exp: number): typeof world {
  const token = ['', JSON.stringify({ exp }), '']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
  return { ...world, ofResource: { ...world.ofResource, env: { ACTIONS_RUNTIME_TOKEN: token } } };
}
