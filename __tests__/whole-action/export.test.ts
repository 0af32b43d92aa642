import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import type { RequestLogEntry } from '../../emulator/request-log.ts';
import { ENDS_WHEN_AWAITED, NOT_BY_ITSELF } from '../../trials/endings.ts';
import { artifactsOf, errorOf, play, writes } from './scenario.ts';
import { letPass } from './time/hold.ts';
import { SharedTime } from './time/shared-time.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

const BEHAVIOR = { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 };

let time: SharedTime;
let emulator: Emulator;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  time = await SharedTime.start();
  emulator = await startTimedEmulator({ clock: time, behavior: BEHAVIOR });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await emulator.close();
  time.close();
});

const EXPORT = 'POST /customvision/v3.4-preview/training/projects/{project}/iterations/{iteration}/export';

function sha256(bytes: Buffer | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
}

/** Puts an Export notification on the queue as the service would, with any link in it. */
async function forge(project: SeededProject, iterationId: string, modelUri: string): Promise<void> {
  const Content = { projectId: project.projectId, iterationId, exportStatus: 'ExportCompleted', modelUri };
  await project.queue.sendMessage(JSON.stringify({ version: '1.0', type: 'Export', Content }));
}

test('a failed export ends red, and is asked for once more by the next run', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { exportOutcome: 'failed' } });
  const first = await play(emulator, project);

  expect(first.run.outputs).toMatchObject({ status: 'export-failed', trained: 'true', modelUri: '' });
  expect(errorOf(first.run).title).toBe('Export failed');
  expect(errorOf(first.run).message).toContain('the training is not repeated');
  expect(first.queue).toEqual([]);

  project.project.behavior.exportOutcome = 'completed';
  const second = await play(emulator, project);
  expect(second.run.outputs).toMatchObject({
    status: 'succeeded',
    trained: 'false',
    iterationId: first.run.outputs.iterationId,
  });
  expect(writes(second)).toContain(`${EXPORT}?platform=ONNX → 200`);
});

test('exports the flavor that is asked for, whatever the case of the platform', async () => {
  const project = await emulator.addProject({ integrated: true });
  const scenario = await play(emulator, project, { inputs: { platforms: 'tensorflow/TensorFlowLite' } });

  expect(scenario.run.outputs.status).toBe('succeeded');
  expect(writes(scenario)).toContain(`${EXPORT}?platform=TensorFlow&flavor=TensorFlowLite → 200`);
  expect(scenario.run.outputs.models).toContain('"platform":"TensorFlow","flavor":"TensorFlowLite"');
});

test('takes the bytes from the export itself where another flavor may have overwritten the backup', async () => {
  const project = await emulator.addProject({ integrated: true });
  const first = await play(emulator, project, {
    inputs: { platforms: 'ONNX', 'artifact-name': 'plain.zip' },
  });
  const iterationId = first.run.outputs.iterationId ?? '';
  await emulator.service.exports.add(project.projectId, iterationId, {
    platform: 'ONNX',
    flavor: 'ONNX12',
    status: 'Done',
  });
  const second = await play(emulator, project, {
    inputs: { platforms: 'ONNX', 'artifact-name': 'again.zip' },
  });

  expect(second.run.outputs).toMatchObject({ status: 'succeeded', modelUri: '' });
  expect(second.run.outputs.modelSha256).toBe(first.run.outputs.modelSha256);
  expect(sha256(second.model)).toBe(first.run.outputs.modelSha256);
});

test('takes its own bytes where the portal has exported another flavor in between', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { exportSeconds: NOT_BY_ITSELF } });
  const { run, model } = await play(emulator, project, {
    during: async (action) => {
      await action.waitFor('Waiting for the export');
      const seed = { platform: 'ONNX', flavor: 'ONNX12', status: 'Done' } as const;
      const id = project.project.iterations[0]?.id ?? '';
      await emulator.service.exports.add(project.projectId, id, seed);
      emulator.service.exports.finish(project.projectId, id, 'ONNX');
    },
  });

  expect(run.outputs.status).toBe('succeeded');
  const ours = project.project.iterations[0]?.exports.find(({ flavor }) => flavor === null);
  expect(sha256(model)).toBe(ours?.package?.sha256);
});

test('takes the bytes by a link that is relative to the service', async () => {
  const project = await emulator.addProject({
    integrated: true,
    behavior: { backup: 'missing', downloadUris: 'relative' },
  });
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', modelUri: '' });
  expect(sha256(scenario.model)).toBe(project.project.iterations[0]?.exports[0]?.package?.sha256);
  expect(scenario.requests.filter((request) => request.includes('/artifacts?path='))).toHaveLength(1);
});

test('takes the bytes from the export itself where no backup arrives', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { backup: 'missing' } });
  const { run, model } = await play(emulator, project);

  expect(run.outputs).toMatchObject({ status: 'succeeded', modelUri: '' });
  expect(sha256(model)).toBe(project.project.iterations[0]?.exports[0]?.package?.sha256);
  const link = new URL(project.project.iterations[0]?.exports[0]?.downloadUri ?? '');
  const signature = link.searchParams.get('sig') ?? '?';
  expect(run.masks).toContain(signature);
  expect(run.raw.replace(/^::add-mask::.*$/gm, '')).not.toContain(signature);
});

test('uploads a model that is no zip in an archive of its own', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { packaging: 'bare' } });
  const { run, model } = await play(emulator, project);

  expect(run.outputs).toMatchObject({ status: 'succeeded', artifactName: 'custom-vision-model.onnx' });
  expect(run.outputs.modelSha256).toBe(sha256(model));
  expect(run.outputs.artifactDigest).not.toBe(run.outputs.modelSha256);
  expect(run.annotations).toMatchObject([{ level: 'warning', title: 'Model is no zip' }]);
  expect(artifactsOf(emulator, project)).toMatchObject([
    { name: 'custom-vision-model.onnx', mimeType: 'application/zip' },
  ]);
});

test('a message cannot make it fetch another blob', async () => {
  const [project, other] = await Promise.all([
    emulator.addProject({ integrated: true, behavior: { exportSeconds: NOT_BY_ITSELF } }),
    emulator.addProject(),
  ]);
  const evil = Buffer.from('PK\x03\x04 not the model');
  await other.container.getBlockBlobClient('evil.ONNX').uploadData(evil);
  await project.container.getBlockBlobClient('evil.ONNX').uploadData(evil);
  const { run, model, queue } = await play(emulator, project, {
    during: async (action) => {
      await action.waitFor('Waiting for the export');
      const iterationId = project.project.iterations[0]?.id ?? '';
      const theirs = `${project.projectId} - ${iterationId}.ONNX`;
      await other.container.getBlockBlobClient(theirs).uploadData(evil);
      const asked = emulator.log.entries.length;
      for (const link of [
        `${project.exportModelContainerUri}/evil.ONNX`,
        `${other.exportModelContainerUri}/${encodeURIComponent(theirs)}`,
        `${project.exportModelContainerUri}/../${other.container.containerName}/${encodeURIComponent(theirs)}`,
        'http://127.0.0.1:9/evil.ONNX?sig=hidden',
        '::error::fetched',
      ]) {
        await forge(project, iterationId, link);
      }
      // The run has heard them, and has asked the service about them.
      const isQuestion = ({ method, path }: RequestLogEntry): boolean =>
        method === 'GET' && path.endsWith('/export');
      await letPass(emulator.log.waitFor(isQuestion, asked));
      emulator.service.exports.finish(project.projectId, iterationId, 'ONNX');
    },
  });

  expect(run.outputs.status).toBe('succeeded');
  expect(run.outputs.modelUri).toContain(project.exportModelContainerUri);
  expect(sha256(model)).toBe(project.project.iterations[0]?.exports[0]?.package?.sha256);
  expect(run.log).not.toContain('evil');
  expect(run.log).not.toContain('hidden');
  expect(queue).toEqual([]);
});
