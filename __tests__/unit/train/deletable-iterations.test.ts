import { beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import { ensureTrained } from '../../../src/train/train.ts';
import { fakeWorld, iterationJson } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';
import { REGULAR } from '../../../trials/fakes/training-scene.ts';

const FULL = refusal('BadRequestExceedIterationPerProjectLimit');

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
  world.api.on('TrainProject', FULL);
});

function idOf(index: number): string {
  return `0a1b2c3d-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** An iteration of a day in October, trained then unless it is of another status. */
function ofDay(day: number, more: Readonly<Record<string, unknown>> = {}): object {
  const at = `2026-10-${String(day).padStart(2, '0')}T10:00:00`;
  const { status = 'Completed' } = more;
  const trainedAt = status === 'Completed' ? at : null;
  return iterationJson(idOf(day), String(status), { name: `day ${day}`, created: at, trainedAt, ...more });
}

async function refused(): Promise<Failure> {
  return (await ensureTrained(REGULAR, [], world.run).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

test('those that could be deleted are named, the oldest first, and nothing is deleted', async () => {
  world.api.on('GetIterations', [
    ofDay(9),
    ofDay(3, { status: 'Failed' }),
    ofDay(1, { name: 'x\n##[y]', publishName: '' }),
    ofDay(2, { publishName: 'production' }),
    ofDay(4, { status: 'New' }),
    ofDay(5, { status: 'Training' }),
    ofDay(6, { name: 'gh-4711-0123abcd' }),
    ofDay(7, { name: 'gh-47110-0123abcd' }),
    ofDay(8, { publishName: null }),
  ]);
  const { title, status, message } = await refused();
  expect([title, status]).toEqual(['Too many iterations', 'failed']);
  expect(message.split('\n').slice(2, -1)).toEqual([
    'These could be deleted, the oldest first; they are not published, and none is the newest that is trained:',
    `| ${idOf(1)} x\\x0a##\\x5by] (trained, 2026-10-01)`,
    `| ${idOf(3)} day 3 (its training failed)`,
    `| ${idOf(7)} gh-47110-0123abcd (trained, 2026-10-07)`,
    `| ${idOf(8)} day 8 (trained, 2026-10-08)`,
  ]);
  expect(message).toMatch(/\nNext: [^\n]*az rest[^\n]*nothing is ever deleted for you\.$/);
  expect(new Set(world.api.requests.map(({ operation }) => operation))).toEqual(
    new Set(['TrainProject', 'GetIterations']),
  );
});

test('the order is that in which they were made, and not that of the ends of their trainings', async () => {
  world.api.on('GetIterations', [ofDay(9), ofDay(4), ofDay(1, { trainedAt: '2026-10-08T10:00:00' })]);
  const { message } = await refused();
  expect(message).toContain(
    `| ${idOf(1)} day 1 (trained, 2026-10-08)\n| ${idOf(4)} day 4 (trained, 2026-10-04)\n`,
  );
});

test('only the ten oldest are listed', async () => {
  world.api.on(
    'GetIterations',
    Array.from({ length: 20 }, (_, index) => ofDay(index + 1)),
  );
  const { message } = await refused();
  expect(message.match(/^\| 0a1b/gm)).toHaveLength(10);
  expect(message).toContain('day 10 (');
  expect(message).not.toContain('day 11 (');
  expect(message).toContain('\n… and 9 more.\n');
});

test('where all are in use it is said what to do first', async () => {
  world.api.on('GetIterations', [ofDay(1, { publishName: 'production' }), ofDay(2)]);
  const { message } = await refused();
  expect(message).toContain('None of the 2 iterations can be deleted just so');
  expect(message).toContain('Next: a project keeps at most 20 iterations');
});

test.each([
  ['a lost answer', lostAnswer(503), ': scripted was answered 503'],
  ['an answer of another shape', { id: 7 }, ': GetIterations was answered 200'],
  ['a bug', new TypeError('bug'), ''],
])('trouble with the list does not hide the limit: %s', async (_what, answer, words) => {
  world.api.on('GetIterations', answer);
  const { title, message } = await refused();
  expect(title).toBe('Too many iterations');
  expect(message).toContain(`\nWhich iterations could be deleted could not be read${words}.\nNext: `);
  expect(world.api.of('GetIterations')).toMatchObject([{ timeoutMs: 10_000 }]);
});
