/** What can go wrong with messages and blobs, rule by rule. */
import { beforeEach, expect, test } from '@jest/globals';
import type { ProjectBehavior } from '../../../emulator/custom-vision/resource/behavior.ts';
import { ManualClock } from '../../../emulator/custom-vision/resource/clock.ts';
import { Faults } from '../../../emulator/custom-vision/resource/faults.ts';
import type { BlobFault } from '../../../emulator/custom-vision/resource/faults/blobs.ts';
import type { MessageFault } from '../../../emulator/custom-vision/resource/faults/messages.ts';
import { REGULAR_TRAINING } from '../../../emulator/custom-vision/resource/project.ts';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import { CustomVisionService } from '../../../emulator/custom-vision/resource/resource.ts';
import { QUICK, RecordingStorage } from './recording-storage.ts';

const URIS = {
  notificationQueueUri: 'https://account.example/queue',
  exportModelContainerUri: 'https://account.example/container',
};
let clock: ManualClock;
let storage: RecordingStorage;
let service: CustomVisionService;
let faults: Faults;
let project: Project;

beforeEach(() => {
  clock = new ManualClock();
  storage = new RecordingStorage();
  faults = new Faults();
  service = new CustomVisionService({ clock, storage, faults, behavior: QUICK });
  project = service.projects.add({ settings: URIS });
});

async function advance(ms: number): Promise<void> {
  clock.advance(ms);
  await service.idle();
}

/** A training whose message meets the fault; nothing has happened yet. */
function train(fault: MessageFault) {
  faults.add({ message: 'Training', projectId: project.id.toUpperCase(), fault });
  const iteration = service.trainings.train(project.id, REGULAR_TRAINING);
  expect(faults.pending).toEqual([]);
  return iteration;
}

/** An export of a trained iteration. */
function exported(fault: MessageFault | BlobFault, kind: 'message' | 'blob' = 'message') {
  if (kind === 'blob') faults.add({ blob: 'ONNX', fault: fault as BlobFault });
  else faults.add({ message: 'Export', fault: fault as MessageFault });
  const iteration = service.trainings.add(project.id);
  return { iteration, started: service.exports.start(project.id, iteration.id, 'ONNX', null) };
}

const backups = () => storage.events.filter((event) => event.startsWith('backup'));

test('a lost message never arrives, the next one does', async () => {
  const iteration = train({ lost: true });
  await advance(600_000);
  expect(iteration.status).toBe('Completed');
  expect(storage.messages).toEqual([]);
  service.trainings.train(project.id, { ...REGULAR_TRAINING, forceTrain: true });
  await advance(60_000);
  expect(storage.messages).toHaveLength(1);
});

test('a late message comes after its time, an early one before the state changes', async () => {
  const late = train({ lateSeconds: 30 });
  await advance(60_000);
  expect([late.status, storage.messages.length]).toEqual(['Completed', 0]);
  await advance(30_000);
  expect(storage.messages).toHaveLength(1);

  const { started } = exported({ earlySeconds: 4 });
  await advance(6000);
  expect([started.status, storage.messages.length]).toEqual(['Exporting', 2]);
  await advance(4000);
  expect([started.status, storage.messages.length]).toEqual(['Done', 2]);
});

test('a message comes as often as told, also more often than the project’s usual', async () => {
  project.behavior.notifications = 'duplicate';
  train({ copies: 3 });
  await advance(60_000);
  expect(storage.messages).toHaveLength(3);
  expect(new Set(storage.messages).size).toBe(1);
});

test('a forged message lies about the outcome, the iteration or the model', async () => {
  const iteration = train({ forged: 'outcome' });
  await advance(60_000);
  expect(storage.lastContent).toMatchObject({
    iterationId: iteration.id,
    trainingStatus: 'TrainingFailed',
  });
  const lies = async (forged: 'outcome' | 'iteration' | 'model-uri') => {
    const { iteration: subject } = exported({ forged });
    await advance(10_000);
    return { ...storage.lastContent, own: storage.lastContent.iterationId === subject.id };
  };
  expect(await lies('outcome')).toMatchObject({ own: true, exportStatus: 'ExportFailed' });
  expect(await lies('iteration')).toMatchObject({ own: false, exportStatus: 'ExportCompleted' });
  expect(await lies('model-uri')).toMatchObject({
    own: true,
    modelUri: expect.stringContaining('https://forged.invalid/'),
  });
  project.behavior.exportOutcome = 'failed';
  expect(await lies('outcome')).toMatchObject({ own: true, exportStatus: 'ExportCompleted' });
});

test('a garbled message is cut in the middle', async () => {
  train({ garbled: true });
  await advance(60_000);
  expect(storage.messages[0]).toMatch(/^\{"version":"1.0"/);
  expect(() => JSON.parse(storage.messages[0] ?? '') as unknown).toThrow();
});

test('a connection test meets faults as well, and is awaited unless it is late', async () => {
  const { name, description, settings } = project;
  const update = { name, description, settings, uris: URIS };
  faults.add({ message: 'ConnectionTest', fault: { lateSeconds: 5 } });
  faults.add({ message: '*', nth: 2, fault: { forged: 'iteration' } });
  await service.updateProject(project.id, update);
  expect(storage.messages).toEqual([]);
  await advance(5000);
  expect(storage.lastContent).toEqual({ projectId: project.id });
  await service.updateProject(project.id, update);
  expect(storage.lastContent.projectId).not.toBe(project.id);
  expect(storage.messages).toHaveLength(2);
});

test('a late blob comes after the message that announces it, an absent one never', async () => {
  exported({ lateSeconds: 20 }, 'blob');
  await advance(10_000);
  expect([storage.messages.length, backups().length]).toEqual([1, 0]);
  await advance(20_000);
  expect(backups()).toHaveLength(1);
  exported({ absent: true }, 'blob');
  await advance(600_000);
  expect([storage.messages.length, backups().length]).toEqual([2, 1]);
});

test('a blob is overwritten under its name by another package', async () => {
  exported({ overwrittenAfterSeconds: 2 }, 'blob');
  await advance(10_000);
  expect(backups()).toHaveLength(1);
  await advance(2000);
  const [first, second] = backups();
  expect(second).toBe(first);
  const [original, replacement] = storage.backups;
  expect(replacement?.equals(original ?? replacement)).toBe(false);
});

test.each(['junk', 'nothing', 'another', 'repacked'] as const)(
  'a blob can hold %s, late as well, and a failed export leaves it behind',
  async (holds) => {
    exported({ holds }, 'blob');
    await advance(10_000);
    exported({ holds, lateSeconds: 3 }, 'blob');
    await advance(10_000);
    expect(storage.backups).toHaveLength(1);
    await advance(3_000);
    project.behavior.exportOutcome = 'failed';
    exported({ holds }, 'blob');
    await advance(10_000);
    expect(storage.backups).toHaveLength(3);
    const usual = storage.backups.map(({ length }) => length);
    expect(
      usual.every((length) => (holds === 'junk' || holds === 'nothing' ? length < 100 : length > 1_000)),
    ).toBe(true);
  },
);

test('a blob can be there and not readable, for good or for a while', async () => {
  const states = () =>
    storage.events.flatMap((event) => /^(archived|pending|encrypted|readable) /.exec(event)?.[1] ?? []);
  exported({ state: 'pending', seconds: 5 }, 'blob');
  await advance(10_000);
  expect([backups().length, states()]).toEqual([1, ['pending']]);
  await advance(5_000);
  expect(states()).toEqual(['pending', 'readable']);
  project.behavior.backup = 'encrypted';
  exported({ state: 'archived' }, 'blob');
  await advance(10_000);
  exported({ lateSeconds: 0 }, 'blob');
  await advance(3_600_000);
  expect(states()).toEqual(['pending', 'readable', 'archived', 'encrypted']);
});

test('a failed export leaves nothing behind unless told to', async () => {
  project.behavior.exportOutcome = 'failed';
  exported({ lateSeconds: 1 }, 'blob');
  await advance(60_000);
  expect(storage.backups).toEqual([]);
});

test.each([
  ['empty', 0, 0],
  ['junk', 1, 100],
  ['repacked', 1_000, 5_000],
] as const)('backups of a project can be %s', async (backup, least, most) => {
  project.behavior.backup = backup;
  project.behavior.backupDelaySeconds = 2;
  const iteration = service.trainings.add(project.id);
  service.exports.start(project.id, iteration.id, 'ONNX', null);
  await advance(10_000);
  expect(storage.backups).toEqual([]);
  await advance(2_000);
  const [{ length } = { length: -1 }] = storage.backups;
  expect(length).toBeGreaterThanOrEqual(least);
  expect(length).toBeLessThanOrEqual(most);
  const own = await storage.readOwnCopy(iteration.exports[0]?.path ?? '');
  expect(storage.backups[0]?.equals(own)).toBe(false);
});

test('backups can have other names than the guide’s', async () => {
  const iteration = service.trainings.add(project.id);
  const name = async (flavor: string | null, backupNames: ProjectBehavior['backupNames']) => {
    project.behavior.backupNames = backupNames;
    service.exports.start(project.id, iteration.id, 'ONNX', flavor);
    await advance(10_000);
    iteration.exports = [];
    return backups().at(-1)?.split(' - ')[1]?.replace(iteration.id, 'I');
  };
  expect(await name(null, 'distinct')).toBe('I.ONNX');
  expect(await name('ONNX10', 'shared')).toBe('I.ONNX');
  expect(await name('ONNX12', 'distinct')).toBe('I.ONNX.ONNX12');
  expect(await name('ONNX12', 'flavor-first')).toBe('I.ONNX12.ONNX');
  expect(await name('ONNX12', 'shared-zip')).toBe('I.ONNX.zip');
  expect(await name('ONNX12', 'distinct-zip')).toBe('I.ONNX.ONNX12.zip');
});
