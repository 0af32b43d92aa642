import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../emulator/custom-vision/resource/faults.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { errorOf, play } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

const PROJECT = '/customvision/v3.4-preview/training/projects/{project}';
const TRAIN = `POST ${PROJECT}/train?trainingType=Regular`;
const LOOK = `GET ${PROJECT}/iterations → 200`;

describe('TrainProject is never repeated blindly', () => {
  const faults: readonly [string, Fault, string, number][] = [
    ['503 before it acts', { status: 503, when: 'before' }, '503', 2],
    ['503 after it has acted', { status: 503, when: 'after' }, '503', 1],
    ['500 before it acts', { status: 500, when: 'before' }, '500', 2],
    ['500 after it has acted', { status: 500, when: 'after' }, '500', 1],
    ['reset before it acts', { reset: 'before' }, 'cut', 2],
    ['reset after it has acted', { reset: 'after' }, 'cut', 1],
    ['an answer that stops halfway', { truncate: true }, '200', 1],
  ];
  test.each(faults)('%s', async (_name, fault, status, sent) => {
    const project = await emulator.addProject({ integrated: true });
    emulator.faults.add({ operation: 'TrainProject', projectId: project.projectId, fault });
    const { run, requests } = await play(emulator, project);

    expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
    expect(project.project.iterations).toHaveLength(1);
    const first = requests.indexOf(`${TRAIN} → ${status}`);
    expect(requests[first + 1]).toBe(LOOK);
    expect(requests.filter((request) => request.startsWith(TRAIN))).toHaveLength(sent);
  });

  test('a second lost answer ends the run, after another look', async () => {
    const project = await emulator.addProject({ integrated: true });
    emulator.faults.add({
      operation: 'TrainProject',
      projectId: project.projectId,
      times: 2,
      fault: { status: 503, when: 'before' },
    });
    const { run, requests } = await play(emulator, project);

    expect(run.outputs).toMatchObject({ status: 'failed', trained: 'false', iterationId: '' });
    expect(errorOf(run).message).toContain('503');
    const sent = requests.filter((request) => request.startsWith(TRAIN) || request === LOOK).slice(1);
    expect(sent).toEqual([`${TRAIN} → 503`, LOOK, LOOK, LOOK, `${TRAIN} → 503`, LOOK, LOOK, LOOK]);
  });
});
