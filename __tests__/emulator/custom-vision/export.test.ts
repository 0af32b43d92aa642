import { beforeEach, expect, test } from '@jest/globals';
import { ManualClock } from '../../../emulator/custom-vision/resource/clock.ts';
import { DETECTION_GENERAL_COMPACT, GENERAL } from '../../../emulator/custom-vision/resource/domains.ts';
import type { ProjectSeed } from '../../../emulator/custom-vision/resource/project-seed.ts';
import { CustomVisionService } from '../../../emulator/custom-vision/resource/resource.ts';
import { QUICK, RecordingStorage, refusalOf } from './recording-storage.ts';

const QUEUE = 'https://account.example/queue';
const CONTAINER = 'https://account.example/container';
let clock: ManualClock;
let storage: RecordingStorage;
let service: CustomVisionService;

beforeEach(() => {
  clock = new ManualClock();
  storage = new RecordingStorage();
  service = new CustomVisionService({ clock, storage, behavior: QUICK });
});

function trained(seed: ProjectSeed = {}) {
  const settings = { notificationQueueUri: QUEUE, exportModelContainerUri: CONTAINER };
  const project = service.projects.add({ settings, ...seed });
  const iteration = service.trainings.add(project.id);
  const start = (platform: string, flavor: string | null = null) =>
    service.exports.start(project.id, iteration.id, platform, flavor);
  return {
    project,
    iteration,
    start,
    refusal: (platform: string, flavor?: string) => refusalOf(() => start(platform, flavor)),
  };
}

test('an export keeps a copy, writes the backup, is Done, and links to the backup', async () => {
  const { project, iteration, start } = trained();
  const started = start('ONNX');
  expect(started).toMatchObject({ status: 'Exporting', downloadUri: '' });
  clock.advance(9999);
  await service.idle();
  expect(storage.events).toEqual([]);
  clock.advance(1);
  await service.idle();
  expect(started.status).toBe('Done');
  expect(started.package?.bytes).toBeGreaterThan(1000);
  expect(started.downloadUri).toContain('https://service.example/');
  const name = `${project.id} - ${iteration.id}.ONNX`;
  const [m, i] = [project.id, iteration.id].map((id) => id.replaceAll('-', ''));
  expect(storage.events.slice(0, 2)).toEqual([`copy m-${m}/${i}.ONNX.zip`, `backup ${CONTAINER}/${name}`]);
  expect(storage.lastContent).toEqual({
    projectId: project.id,
    iterationId: iteration.id,
    exportStatus: 'ExportCompleted',
    modelUri: `${CONTAINER}/${project.id}%20-%20${iteration.id}.ONNX`,
  });
});

test('without a container the message links to the copy of the service', async () => {
  const { start } = trained({ settings: { notificationQueueUri: QUEUE } });
  const { downloadUri, ...started } = start('CoreML');
  clock.advance(10_000);
  await service.idle();
  expect([downloadUri, started.status]).toEqual(['', 'Exporting']);
  expect(storage.lastContent.modelUri).toContain('https://service.example/');
});

test('told to, it announces a backup that never arrives', async () => {
  const { start } = trained({
    settings: { notificationQueueUri: QUEUE, exportModelContainerUri: CONTAINER },
    behavior: { backup: 'missing' },
  });
  start('ONNX');
  clock.advance(10_000);
  await service.idle();
  expect(storage.events.filter((event) => event.startsWith('backup'))).toEqual([]);
  expect(storage.lastContent.modelUri).toContain(CONTAINER);
});

test('with a lead the blob and the message come before the state changes', async () => {
  const { start, project } = trained();
  project.behavior.notifyLeadSeconds = 4;
  const started = start('ONNX');
  clock.advance(6000);
  await service.idle();
  expect(storage.events).toHaveLength(3);
  expect(started).toMatchObject({ status: 'Exporting', downloadUri: '', package: null });
  clock.advance(4000);
  expect(started.status).toBe('Done');
  expect(started.downloadUri).not.toBe('');
});

test('an export without an end by itself runs until it is ended, and others run on', async () => {
  const { start, project, iteration } = trained({
    settings: { notificationQueueUri: QUEUE, exportModelContainerUri: CONTAINER },
    behavior: { exportSeconds: Infinity },
  });
  const [started, other] = [start('ONNX'), start('CoreML')];
  clock.advance(1e12);
  expect(started.status).toBe('Exporting');
  service.exports.finish(project.id, iteration.id, 'ONNX');
  await service.idle();
  service.exports.finish(project.id, iteration.id, 'ONNX');
  await service.idle();
  expect([started.status, other.status]).toEqual(['Done', 'Exporting']);
  expect(storage.messages).toHaveLength(1);
});

test('an export that is ended before its time ends once', async () => {
  const { start, project, iteration } = trained();
  const started = start('ONNX');
  service.exports.finish(project.id, iteration.id, 'ONNX');
  await service.idle();
  expect(started.status).toBe('Done');
  clock.advance(10_000);
  await service.idle();
  expect(storage.messages).toHaveLength(1);
});

test('a failed export says so, keeps nothing, and may be repeated', async () => {
  const { start, project, iteration } = trained();
  project.behavior.exportOutcome = 'failed';
  const failed = start('ONNX');
  clock.advance(10_000);
  await service.idle();
  expect(failed).toMatchObject({ status: 'Failed', downloadUri: '', package: null });
  expect(storage.lastContent).toEqual({
    projectId: project.id,
    iterationId: iteration.id,
    exportStatus: 'ExportFailed',
  });
  project.behavior.exportOutcome = 'completed';
  const again = start('ONNX');
  clock.advance(10_000);
  await service.idle();
  expect(again.status).toBe('Done');
  expect(iteration.exports).toEqual([again]);
});

test('an export whose backup cannot be written fails, and the reason is kept', async () => {
  const { start } = trained();
  storage.backupsFail = true;
  const started = start('ONNX');
  clock.advance(10_000);
  await service.idle();
  expect(started.status).toBe('Failed');
  expect(service.errors.map(({ message }) => message)).toEqual(['the container is gone']);
});

test('the same export is refused while it runs and when it is done; another flavor is not', async () => {
  const { start, refusal } = trained();
  start('ONNX');
  expect(refusal('ONNX')).toBe('BadRequestExportAlreadyInProgress');
  clock.advance(10_000);
  await service.idle();
  expect(refusal('ONNX')).toBe('BadRequestExportAlreadyInProgress');
  expect(refusal('ONNX', 'ONNX12')).toBe('accepted');
});

test('what the domain or the platform cannot do is refused', () => {
  const compact = trained();
  expect(compact.refusal('Windows95')).toBe('BadRequestProjectUnsupportedExportPlatform');
  expect(compact.refusal('ONNX', 'Linux')).toBe('BadRequestExportValidationFailed');
  expect(compact.refusal('VAIDK', 'ARM')).toBe('BadRequestExportValidationFailed');
  expect(compact.refusal('IVS')).toBe('BadRequestProjectUnsupportedExportPlatform');
  expect(compact.refusal('DockerFile', 'ARM')).toBe('accepted');
  expect(trained({ domain: GENERAL }).refusal('ONNX')).toBe('BadRequestExportValidationFailed');
  const detection = trained({ domain: DETECTION_GENERAL_COMPACT });
  expect(detection.refusal('VAIDK')).toBe('BadRequestProjectUnsupportedExportPlatform');
  expect(detection.refusal('OpenVino')).toBe('BadRequestProjectUnsupportedExportPlatform');
  expect(detection.refusal('CoreML')).toBe('accepted');
});

test('only a Completed iteration can be exported', () => {
  const { iteration, refusal } = trained();
  for (const status of ['New', 'Training', 'Failed']) {
    iteration.status = status;
    expect(refusal('ONNX')).toBe('BadRequestIterationIsNotTrained');
  }
});

test('exports from before the test can be in any state, and send no message', async () => {
  const { project, iteration } = trained();
  const add = (seed: Parameters<typeof service.exports.add>[2]) =>
    service.exports.add(project.id, iteration.id, seed);
  const done = await add({ platform: 'ONNX' });
  const failed = await add({ platform: 'CoreML', status: 'Failed' });
  const running = await add({ platform: 'TensorFlow', flavor: 'TensorFlowLite', status: 'Exporting' });
  expect([done.status, failed.status, running.status]).toEqual(['Done', 'Failed', 'Exporting']);
  expect(done.package).not.toBeNull();
  expect(storage.messages).toEqual([]);
  clock.advance(10_000);
  await service.idle();
  expect(running.status).toBe('Done');
});
