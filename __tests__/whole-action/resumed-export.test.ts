import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { play, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;
/** Runs once, right before the operation is answered: what it changes, the answer does not show yet. */
let meanwhile: { operation: string; action: () => void } | undefined;

beforeAll(async () => {
  emulator = await startTimedEmulator({
    behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 },
    onExchange: ({ operation }) => {
      if (operation === meanwhile?.operation) {
        const { action } = meanwhile;
        meanwhile = undefined;
        action();
      }
    },
  });
});
afterAll(async () => {
  await emulator.close();
});

const EXPORT = 'POST /customvision/v3.4-preview/training/projects/{project}/iterations/{iteration}/export';

/** An integrated project with one iteration that nothing changed since. */
async function trainedProject(): Promise<{ project: SeededProject; iterationId: string }> {
  const project = await emulator.addProject({ integrated: true });
  const { id } = emulator.service.trainings.add(project.projectId);
  return { project, iterationId: id };
}

test('joins an export that somebody else has started', async () => {
  const { project, iterationId } = await trainedProject();
  // So late that it still runs when the action looks for it, however slow the machine is.
  const action = (): void => {
    emulator.service.exports.start(project.projectId, iterationId, 'ONNX', null);
  };
  meanwhile = { operation: 'TrainProject', action };
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', iterationId });
  expect(scenario.run.log).toContain('still running');
  expect(scenario.run.outputs.modelUri).not.toBe('');
  expect(writes(scenario).filter((request) => request.startsWith(EXPORT))).toEqual([]);
});

test('joins an export that is started between its look and its request', async () => {
  const { project, iterationId } = await trainedProject();
  const action = (): void => {
    emulator.service.exports.start(project.projectId, iterationId, 'ONNX', null);
  };
  meanwhile = { operation: 'GetExports', action };
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', iterationId });
  expect(writes(scenario)).toContain(`${EXPORT}?platform=ONNX → 400`);
  expect(project.project.iterations[0]?.exports).toHaveLength(1);
  expect(scenario.run.outputs.modelSha256).toBe(project.project.iterations[0]?.exports[0]?.package?.sha256);
  expect(scenario.queue).toEqual([]);
});

test('asks once more for an export that failed, and not again when that fails as well', async () => {
  const { project, iterationId } = await trainedProject();
  await emulator.service.exports.add(project.projectId, iterationId, { platform: 'ONNX', status: 'Failed' });
  project.project.behavior.exportOutcome = 'failed';
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs).toMatchObject({ status: 'export-failed', iterationId });
  expect(writes(scenario).filter((request) => request.startsWith(EXPORT))).toEqual([
    `${EXPORT}?platform=ONNX → 200`,
  ]);
});

test('finds the backup of an export that finished long ago, although its message is gone', async () => {
  const { project, iterationId } = await trainedProject();
  const done = await emulator.service.exports.add(project.projectId, iterationId, { platform: 'ONNX' });
  const scenario = await play(emulator, project);

  expect(scenario.run.log).not.toContain('A notification arrived');
  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', modelSha256: done.package?.sha256 });
  expect(scenario.run.outputs.modelUri).toBe(
    `${project.exportModelContainerUri}/${encodeURIComponent(`${project.projectId} - ${iterationId}.ONNX`)}`,
  );
});
