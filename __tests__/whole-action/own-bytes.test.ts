/** Which bytes are an export's: those of the service's own copy, whatever lies in the container and stands on the queue. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import type { ProjectBehavior } from '../../emulator/custom-vision/resource/behavior.ts';
import type { BlobFault } from '../../emulator/custom-vision/resource/faults/blobs.ts';
import type { SeededProject } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED, NOT_BY_ITSELF } from '../../trials/endings.ts';
import { zipOf } from '../../trials/fakes/zip-bytes.ts';
import { errorOf, play, type Scenario, type ScenarioOptions } from './scenario.ts';
import type { BlobTrouble, StorageFront } from '../../emulator/storage-front.ts';
import { SharedTime } from './time/shared-time.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

const BEHAVIOR = { ...ENDS_WHEN_AWAITED, modelBytes: 150_000 };

let clock: SharedTime;
let azurite: Azurite;
let emulator: TimedEmulator;
let front: StorageFront;

beforeAll(async () => {
  clock = await SharedTime.start();
  azurite = await startAzurite(clock.storageOptions);
  emulator = await startTimedEmulator({ clock, azurite, storageFront: true, behavior: BEHAVIOR });
  front = emulator.front ?? (await Promise.reject(new Error('nothing stands before the containers')));
});
afterAll(async () => {
  await emulator.close();
  await azurite.stop();
  clock.close();
});

/** A run that fetches the model; what becomes of it then is another question. */
async function fetched(project: SeededProject, options: ScenarioOptions = {}): Promise<Scenario> {
  const inputs = { 'upload-artifact': 'false', ...options.inputs };
  return await play(emulator, project, { ...options, inputs });
}

interface Prepared {
  readonly project: SeededProject;
  readonly iterationId: string;
  /** The guide's name of the backup. */
  readonly name: string;
}

/** An integrated project with a trained iteration, and nothing exported. */
async function trained(behavior: Partial<ProjectBehavior> = {}): Promise<Prepared> {
  const project = await emulator.addProject({ integrated: true, behavior: { ...BEHAVIOR, ...behavior } });
  const { id } = emulator.service.trainings.add(project.projectId);
  return { project, iterationId: id, name: `${project.projectId} - ${id}.ONNX` };
}

async function exportOf(prepared: Prepared, flavor?: string): Promise<void> {
  const { project, iterationId } = prepared;
  const seed = { platform: 'ONNX', ...(flavor === undefined ? {} : { flavor }) } as const;
  await emulator.service.exports.add(project.projectId, iterationId, seed);
}

async function put({ project }: Prepared, name: string, bytes: Buffer | string): Promise<void> {
  const content = Buffer.from(bytes);
  await project.container.getBlockBlobClient(name).upload(content, content.length);
}

function troubled({ project, name }: Prepared, trouble: BlobTrouble): void {
  front.blobs.set(`${project.container.containerName}/${name}`, trouble);
}

/** The place of the export's own copy, as the front knows it. */
function ownCopy({ project }: Prepared): string {
  const link = project.project.iterations[0]?.exports[0]?.downloadUri ?? '';
  return decodeURIComponent(new URL(link).pathname.split('/').slice(2).join('/'));
}

function sha256Of({ project }: Prepared, flavor: string | null = null): string | undefined {
  return project.project.iterations[0]?.exports.find((one) => one.flavor === flavor)?.package?.sha256;
}

function digest(bytes: Buffer | string | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
}

function expectOwnBytes(prepared: Prepared, { run, model }: Scenario, from: 'backup' | 'link'): void {
  expect(run.outputs.status).toBe('succeeded');
  expect(digest(model)).toBe(sha256Of(prepared));
  expect(run.outputs.modelSha256).toBe(sha256Of(prepared));
  const uri = `${prepared.project.exportModelContainerUri}/${encodeURIComponent(prepared.name)}`;
  expect(run.outputs.modelUri).toBe(from === 'backup' ? uri : '');
}

const LATE = { lateSeconds: 2 };

test.each<[string, BlobFault | undefined, Partial<ProjectBehavior>, 'backup' | 'link']>([
  ['comes with its message', undefined, {}, 'backup'],
  ['comes two seconds after its message', LATE, {}, 'backup'],
  ['comes a minute after its message', { lateSeconds: 60 }, {}, 'link'],
  ['never comes', { absent: true }, {}, 'link'],
  ['is empty', { holds: 'nothing' }, {}, 'link'],
  ['is junk', { holds: 'junk' }, {}, 'link'],
  ['comes late by two seconds, as option', undefined, { backupDelaySeconds: 2 }, 'backup'],
  ['is empty, as option', undefined, { backup: 'empty' }, 'link'],
  ['is junk, as option', undefined, { backup: 'junk' }, 'link'],
  ['is in the archive tier, as option', undefined, { backup: 'archived' }, 'link'],
  ['is encrypted, as option', undefined, { backup: 'encrypted' }, 'link'],
  ['is the target of a copy for ever, as option', undefined, { backup: 'pending' }, 'link'],
  ['is archived and fetched back', { state: 'archived', seconds: 2 }, {}, 'link'],
  ['is the target of a copy that ends', { state: 'pending', seconds: 2 }, {}, 'backup'],
  ['is compared by a relative link', undefined, { downloadUris: 'relative' }, 'backup'],
  ['is junk, and the link is relative', { holds: 'junk' }, { downloadUris: 'relative' }, 'link'],
  ['cannot be compared: the link is out of reach', LATE, { downloadUris: 'unreachable' }, 'backup'],
  ['cannot be compared: the link is dead', undefined, { downloadUris: 'dead' }, 'backup'],
])('a backup that %s', async (_what, fault, behavior, from) => {
  const prepared = await trained(behavior);
  const { projectId } = prepared.project;
  if (fault !== undefined) {
    emulator.faults.add({ blob: 'ONNX', projectId, fault });
  }
  expectOwnBytes(prepared, await fetched(prepared.project), from);
});

test.each([
  ['by a rule', { holds: 'repacked' } as const, {}],
  ['by the option', undefined, { backup: 'repacked' } as const],
])(
  'a backup that is packed anew %s is taken, and the difference is said once',
  async (_what, fault, behavior) => {
    const prepared = await trained(behavior);
    if (fault !== undefined) {
      emulator.faults.add({ blob: 'ONNX', projectId: prepared.project.projectId, fault });
    }
    const { run, model } = await fetched(prepared.project);

    expect(run.outputs.modelUri).toContain(prepared.project.exportModelContainerUri);
    expect(run.outputs.status).toBe('succeeded');
    const blob = await prepared.project.container.getBlobClient(prepared.name).downloadToBuffer();
    expect(digest(model)).toBe(digest(blob));
    expect(digest(model)).not.toBe(sha256Of(prepared));
    expect(run.log.match(/differs from the service’s own copy/g)).toHaveLength(1);
  },
);

test.each([
  ['in the archive tier', { status: 409, code: 'BlobArchived' }],
  ['encrypted with a customer’s key', { status: 409, code: 'BlobUsesCustomerSpecifiedEncryption' }],
  ['kept from this run', { status: 403, code: 'AuthorizationPermissionMismatch' }],
])('a backup that is %s leaves the link, told once', async (_what, trouble) => {
  const prepared = await trained();
  troubled(prepared, trouble);
  const scenario = await fetched(prepared.project);

  expectOwnBytes(prepared, scenario, 'link');
  const warnings = scenario.run.annotations.filter(({ level }) => level === 'warning');
  expect(warnings).toMatchObject([{ title: 'Backup not readable' }]);
  expect(warnings[0]?.message).toContain(`| ${trouble.status} ${trouble.code}`);
});

test.each(['failed', 'aborted'])(
  'a backup that is the target of a copy that is %s is not there yet',
  async (copyStatus) => {
    const prepared = await trained();
    troubled(prepared, { copyStatus });
    const { run, model } = await fetched(prepared.project);
    expect(run.annotations.filter(({ level }) => level === 'warning')).toEqual([]);
    expect(run.outputs).toMatchObject({ status: 'succeeded', modelUri: '' });
    expect(digest(model)).toBe(sha256Of(prepared));
  },
);

test('two flavors of one platform, each backup two seconds later than its message', async () => {
  const prepared = await trained({ backupDelaySeconds: 2 });
  const { run } = await fetched(prepared.project, {
    inputs: { platforms: 'ONNX/ONNX10, ONNX/ONNX12' },
  });

  expect(run.outputs.status).toBe('succeeded');
  const models = JSON.parse(run.outputs.models ?? '') as {
    flavor: string;
    sha256: string;
    modelUri: string | null;
  }[];
  expect(models.map(({ sha256 }) => sha256)).toEqual([
    sha256Of(prepared, 'ONNX10'),
    sha256Of(prepared, 'ONNX12'),
  ]);
  expect(models.map(({ modelUri }) => modelUri)).toEqual([run.outputs.modelUri, run.outputs.modelUri]);
  expect(run.outputs.modelUri).not.toBe('');
});

test.each([
  ['is late', LATE, 'backup'],
  ['never comes', { absent: true }, 'link'],
] as const)(
  'what a failed export has left behind is not delivered where the backup of the next one %s',
  async (_what, fault, from) => {
    const prepared = await trained({ exportOutcome: 'failed' });
    const { project } = prepared;
    emulator.faults.add({ blob: 'ONNX', projectId: project.projectId, fault: { holds: 'another' } });
    const first = await fetched(project);
    expect(first.run.outputs.status).toBe('export-failed');
    expect(await project.container.getBlobClient(prepared.name).exists()).toBe(true);

    project.project.behavior.exportOutcome = 'completed';
    emulator.faults.add({ blob: 'ONNX', projectId: project.projectId, fault });
    expectOwnBytes(prepared, await fetched(project), from);
  },
);

test.each(['.ONNX.bak', '.ONNX (1)', '.AAA', '.ONNX.ONNX12', '.ONNX/model.zip'])(
  'a copy beside the backup that ends in %s is not delivered',
  async (ending) => {
    const prepared = await trained({ backup: 'missing' });
    await exportOf(prepared);
    await put(prepared, prepared.name.replace(/\.ONNX$/, ending), await zipOf({ 'model.onnx': 'old' }));
    expectOwnBytes(prepared, await fetched(prepared.project), 'link');
  },
);

test('a forged message that names an old blob in a folder is not believed', async () => {
  const prepared = await trained({ backup: 'missing', exportSeconds: NOT_BY_ITSELF });
  const { project, iterationId, name } = prepared;
  const scenario = await fetched(project, {
    during: async (action) => {
      await action.waitFor('Waiting for the export');
      await put(prepared, `old/${name}`, await zipOf({ 'model.onnx': 'old' }));
      const modelUri = `${project.exportModelContainerUri}/${encodeURIComponent(`old/${name}`)}`;
      const Content = {
        projectId: project.projectId,
        iterationId,
        exportStatus: 'ExportCompleted',
        modelUri,
      };
      await project.queue.sendMessage(JSON.stringify({ version: '1.0', type: 'Export', Content }));
      emulator.service.exports.finish(project.projectId, iterationId, 'ONNX');
    },
  });
  expectOwnBytes(prepared, scenario, 'link');
});

test.each(['absolute', 'relative'] as const)(
  'another flavor that is exported between the answer and the fetch is not delivered (%s link)',
  async (downloadUris) => {
    const prepared = await trained({ downloadUris });
    await exportOf(prepared);
    const key = `${prepared.project.container.containerName}/${prepared.name}`;
    front.blobs.set(key, async () => {
      front.blobs.delete(key);
      await exportOf(prepared, 'ONNX12');
    });
    expectOwnBytes(prepared, await fetched(prepared.project), 'link');
  },
);

test('another flavor that is exported before the run looks for the backup is not delivered', async () => {
  const prepared = await trained();
  await exportOf(prepared);
  await exportOf(prepared, 'ONNX12');
  expectOwnBytes(prepared, await fetched(prepared.project), 'link');
});

test('a backup that may be of another flavor is not guessed at where the link is out of reach', async () => {
  const prepared = await trained({ downloadUris: 'unreachable' });
  await exportOf(prepared);
  await exportOf(prepared, 'ONNX12');
  const { run } = await fetched(prepared.project);

  expect(run.outputs).toMatchObject({ status: 'export-failed', modelPath: '', modelSha256: '' });
  expect(errorOf(run).title).toBe('No model');
  expect(errorOf(run).message).toContain('may be that of another flavor');
});

test.each([
  ['a page', { page: '<!DOCTYPE html><title>Sign in</title>', type: 'text/html; charset=utf-8' }],
  [
    'a page of no honest type',
    { page: '<html><body>Welcome to our Wi-Fi', type: 'application/octet-stream' },
  ],
  ['an answer in JSON', { page: '{"error":"sign in"}', type: 'application/json' }],
  ['nothing', { page: '', type: 'application/zip' }],
])('%s in place of the own copy is never a model', async (_what, trouble) => {
  const prepared = await trained();
  await exportOf(prepared);
  front.blobs.set(ownCopy(prepared), trouble);
  // The backup is sure: there is no other flavor.
  expectOwnBytes(prepared, await fetched(prepared.project), 'backup');

  await prepared.project.container.getBlobClient(prepared.name).delete();
  const { run } = await fetched(prepared.project, { runAttempt: 2 });
  expect(run.outputs).toMatchObject({ status: 'failed', modelPath: '' });
  expect(errorOf(run).title).toBe(trouble.page === '' ? 'Model not fetched' : 'Something else answered');
  const { host } = new URL(emulator.azurite.blobEndpoint);
  expect(errorOf(run).message).toContain(
    trouble.page === '' ? 'empty' : `something else answered for ${host}`,
  );
});

test('a dead link is no reason to run again for ever', async () => {
  const prepared = await trained({ backup: 'missing', downloadUris: 'dead' });
  await exportOf(prepared);
  const { run } = await fetched(prepared.project);

  expect(errorOf(run).title).toBe('Model not fetched');
  expect(errorOf(run).message).toContain('when-unchanged: retrain');
});

test('a dead link that the service signs anew serves', async () => {
  const prepared = await trained({ backup: 'missing', downloadUris: 'dead' });
  await exportOf(prepared);
  const scenario = await fetched(prepared.project, {
    during: async (action) => {
      await action.waitFor('starting over');
      prepared.project.project.behavior.downloadUris = 'absolute';
    },
  });
  expectOwnBytes(prepared, scenario, 'link');
});

test('a backup whose last byte never comes leaves the link', async () => {
  const prepared = await trained();
  troubled(prepared, { missingBytes: 1 });
  const scenario = await fetched(prepared.project);

  expectOwnBytes(prepared, scenario, 'link');
  expect(scenario.run.annotations).toMatchObject([
    { title: 'Nothing to train' },
    { title: 'Backup not readable' },
  ]);
});

test('a backup that nobody answers for leaves the link', async () => {
  const prepared = await trained();
  troubled(prepared, 'silence');
  const scenario = await fetched(prepared.project, {
    unanswered: [encodeURIComponent(prepared.name)],
  });
  expectOwnBytes(prepared, scenario, 'link');
});

test('a refusal whose body never ends keeps nobody waiting', async () => {
  const prepared = await trained({ backup: 'missing' });
  await exportOf(prepared);
  front.blobs.set(ownCopy(prepared), { status: 403, code: 'AuthenticationFailed', endless: true });
  const { run } = await fetched(prepared.project);

  expect(errorOf(run).title).toBe('Model not fetched');
});

// Windows ends a process at the first signal.
const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix.each([
  ['the list of backups', ({ project }: Prepared) => project.container.containerName, false],
  ['a backup', ({ project, name }: Prepared) => `${project.container.containerName}/${name}`, false],
  ['the own copy that it is compared with', ownCopy, false],
  ['the own copy', ownCopy, true],
])('a cancel while nobody answers for %s ends the run as cancelled', async (_what, place, byLink) => {
  const prepared = await trained();
  await exportOf(prepared);
  if (byLink) {
    await prepared.project.container.getBlobClient(prepared.name).delete();
  }
  const silent = place(prepared);
  const [container = '', blob] = silent.split(/\/(.*)/);
  const { run } = await fetched(prepared.project, {
    unanswered: [
      blob === undefined ? `${container}\\?.*prefix=${prepared.project.projectId}` : encodeURIComponent(blob),
    ],
    during: async (action) => {
      await action.waitFor('Found the export');
      if (blob === undefined) front.troubles.set(container, 'silence');
      else front.blobs.set(silent, 'silence');
      await clock.pass(500);
      action.signal('SIGINT');
    },
  });
  front.troubles.delete(container);
  front.blobs.delete(silent);

  expect(run.outputs).toMatchObject({ status: 'cancelled', modelPath: '' });
  expect(errorOf(run).title).toBe('Cancelled');
});
