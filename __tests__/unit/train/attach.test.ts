import { beforeEach, expect, test } from '@jest/globals';
import { attach, findAttached } from '../../../src/train/attach.ts';
import type { Failure } from '../../../src/report/failure.ts';
import { type Iteration, readIteration } from '../../../src/custom-vision/entities.ts';
import {
  fakeWorld,
  ITERATION,
  iterationJson,
  notificationText,
  PROJECT,
} from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';
import { outputsOf } from '../../../trials/fakes/training-scene.ts';

const TRAINED_AT = { trainedAt: '2026-11-20T08:10:00' };

let world = fakeWorld();
/** What the caller was told: iteration, started by this run, how many pauses had been made by then. */
let told: [string, boolean, number][] = [];

beforeEach(() => {
  world = fakeWorld();
  told = [];
});

async function find(all: readonly Iteration[] = []): Promise<Iteration> {
  return await findAttached(ITERATION, all, world.run.customVision);
}

async function failure(all?: readonly Iteration[]): Promise<Failure> {
  return (await find(all).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

async function attachTo(status: string): Promise<{ iteration: Iteration; trained: boolean }> {
  const iteration = readIteration(iterationJson(ITERATION, status, TRAINED_AT));
  return await outputsOf(
    world,
    (id, ours) => told.push([id, ours, world.clock.sleeps.length]),
    () => attach(iteration, [], world.run),
  );
}

test.each(['Training', 'Completed', 'Queued'])(
  'an iteration that is %s can be attached to',
  async (status) => {
    world.api.on('GetIteration', iterationJson(ITERATION, status));
    expect(await find()).toMatchObject({ id: ITERATION });
  },
);

test('it is read by its id, for the list may be behind, and again after a lost answer', async () => {
  world.api.on('GetIteration', lostAnswer(503), iterationJson(ITERATION, 'Training'));
  expect(await find()).toMatchObject({ state: 'running' });
});

test('an iteration that is New is refused: no model can come of it', async () => {
  world.api.on('GetIteration', iterationJson(ITERATION, 'New'));
  const { status, message } = await failure();
  expect(status).toBe('failed');
  expect(message).toContain('Next: leave iteration-id out to train');
});

test('an iteration whose training failed is refused with what the service says about it', async () => {
  world.api.on('GetIteration', iterationJson(ITERATION, 'Failed', { trainingErrorDetails: 'bad\n::x::' }));
  const { status, message } = await failure();
  expect(status).toBe('training-failed');
  expect(message).toContain('| bad\\x0a::x::');
  world.api.on('GetIteration', iterationJson(ITERATION, 'Failed'));
  expect((await failure()).message).toMatch(/whose training failed\.\nNext: .*without iteration-id/);
});

test('an unknown iteration is refused with the newest five that there are, as foreign text', async () => {
  world.api.on('GetIteration', refusal('NotFoundIteration', 404));
  const all = [1, 2, 3, 4, 5, 6].map((day) =>
    readIteration(
      iterationJson(`0a1b2c3d-0000-4000-8000-00000000000${day}`, day === 6 ? 'Training' : 'Completed', {
        created: `2026-11-0${day}T08:00:00`,
        name: `day ${day}##[x]`,
      }),
    ),
  );
  const { status, message } = await failure(all);
  expect(status).toBe('failed');
  expect(message.split('\n').filter((line) => line.startsWith('| '))).toEqual(
    [6, 5, 4, 3, 2].map(
      (day) =>
        `| 0a1b2c3d-0000-4000-8000-00000000000${day} day ${day}##\\x5bx] (${day === 6 ? 'running' : 'completed'})`,
    ),
  );
  expect((await failure()).message).toContain('It has none at all.');
});

test('any other trouble is explained as it is', async () => {
  world.api.on('GetIteration', refusal('NotFoundProject', 404));
  const { title, message } = await failure();
  expect(title).toBe('Project not found');
  expect(message).toContain(`read iteration ${ITERATION} of the project ${PROJECT}`);
});

test('a trained iteration is used at once, and nothing is asked', async () => {
  expect(await attachTo('Completed')).toMatchObject({ iteration: { id: ITERATION }, trained: false });
  expect(told).toEqual([[ITERATION, false, 0]]);
  expect(world.api.requests).toEqual([]);
  expect(world.report.of('notice').join()).toContain(`names iteration ${ITERATION}, which is trained`);
});

test('a training that runs is told before the wait, and awaited', async () => {
  world.api.on('GetIteration', iterationJson(ITERATION, 'Training'));
  world.clock.after(60_000, () => {
    world.queue.send(notificationText('Training'));
    world.api.on('GetIteration', iterationJson(ITERATION, 'Completed', TRAINED_AT));
  });
  expect(await attachTo('Training')).toMatchObject({ iteration: { state: 'completed' }, trained: false });
  expect(told).toEqual([[ITERATION, false, 0]]);
  expect(world.report.of('notice').join()).toContain('which is being trained');
  expect(world.report.log).toContain('A notification arrived after 1 min');
});

test('a training that fails while it is awaited ends the run as a failed training', async () => {
  world.api.on('GetIteration', iterationJson(ITERATION, 'Failed'));
  world.queue.send(notificationText('Training'));
  await expect(attachTo('Training')).rejects.toMatchObject({ status: 'training-failed' });
});

test('nothing is started and nothing is named by a run that attaches', async () => {
  world.api.on('GetIteration', iterationJson(ITERATION, 'Completed', TRAINED_AT));
  await attachTo('Training');
  expect(new Set(world.api.requests.map(({ operation }) => operation))).toEqual(new Set(['GetIteration']));
});
