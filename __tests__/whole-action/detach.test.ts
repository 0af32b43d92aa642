import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { play, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({
    behavior: { trainingSeconds: 3, exportSeconds: 1, modelBytes: 50_000 },
  });
});
afterAll(async () => {
  await emulator.close();
});

const PROJECT = '/customvision/v3.4-preview/training/projects/{project}';

test('starts and leaves green with no time to wait, and a later run delivers what it started', async () => {
  const project = await emulator.addProject({ integrated: true });
  const first = await play(emulator, project, {
    inputs: { 'timeout-minutes': '0', 'on-timeout': 'detach' },
  });

  expect(first.run.exitCode).toBe(0);
  expect(first.run.outputs).toMatchObject({ status: 'pending', trained: 'true', modelUri: '' });
  expect(first.run.outputs.iterationId).toBe(project.project.iterations[0]?.id);
  expect(first.run.annotations).toMatchObject([{ level: 'notice', title: 'Detached' }]);
  // It recommends nothing that its user has just done.
  expect(first.run.annotations[0]?.message).toMatch(/goes on\.\nNext: run the workflow again, [^;]+\.$/);
  expect(first.run.log + first.run.summary).not.toMatch(/Next.*on-timeout/);
  expect(writes(first).filter((request) => request.startsWith('POST'))).toEqual([
    `POST ${PROJECT}/train?trainingType=Regular → 200`,
  ]);

  const second = await play(emulator, project);
  expect(second.run.outputs).toMatchObject({
    status: 'succeeded',
    trained: 'false',
    iterationId: first.run.outputs.iterationId,
  });
});

test('names the iteration that it leaves, whatever it was doing', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { id } = emulator.service.trainings.add(project.projectId);
  await emulator.service.exports.add(project.projectId, id, { platform: 'ONNX' });
  const { run } = await play(emulator, project, {
    inputs: { 'timeout-minutes': '0', 'on-timeout': 'detach' },
  });
  expect(run.outputs.status).toBe('pending');
  const notice = run.annotations.find(({ title }) => title === 'Detached')?.message ?? '';
  expect(notice).toContain('The model was being fetched');
  expect(notice).toContain(id);
});

test('refuses no time to wait where it may not leave', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { run, requests } = await play(emulator, project, { inputs: { 'timeout-minutes': '0' } });

  expect(requests).toEqual([]);
  expect(run.outputs.status).toBe('failed');
});
