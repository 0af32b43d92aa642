import { beforeEach, expect, test } from '@jest/globals';
import { readIteration } from '../../../src/custom-vision/entities.ts';
import type { IterationChoice } from '../../../src/inputs/iteration-choice.ts';
import type { Failure } from '../../../src/report/failure.ts';
import { findChosen } from '../../../src/train/chosen-iteration.ts';
import { fakeWorld, ITERATION, iterationJson, PROJECT } from '../../../trials/fakes/fake-services.ts';

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
});

function idOf(day: number): string {
  return `0a1b2c3d-0000-4000-8000-0000000000${String(day).padStart(2, '0')}`;
}

/** The iteration of a day: its training ended the sooner, the later it was made. */
function ofDay(day: number, status = 'Completed', publishName = ''): object {
  return iterationJson(idOf(day), status, {
    name: `day ${day}\n##[x]`,
    created: `2026-10-${String(day).padStart(2, '0')}T08:00:00`,
    trainedAt: `2026-11-${String(30 - day)}T08:00:00`,
    publishName,
  });
}

async function find(choice: IterationChoice, ...all: readonly object[]): Promise<string> {
  return (await findChosen(choice, all.map(readIteration), world.run)).id;
}

async function refused(choice: IterationChoice, ...all: readonly object[]): Promise<Failure> {
  return (await find(choice, ...all).catch((error: unknown) => error)) as Failure;
}

test('an id is read by itself, and nothing more is told', async () => {
  world.api.on('GetIteration', iterationJson(ITERATION, 'Training'));
  expect(await find({ id: ITERATION })).toBe(ITERATION);
  expect(world.report.said).toEqual([]);
});

test('the newest is the one that was made last, of those that are trained', async () => {
  const all = [ofDay(2), ofDay(4, 'Failed'), ofDay(3), ofDay(5, 'Queued'), ofDay(6, 'New'), ofDay(1)];
  expect(await find('newest', ...all)).toBe(idOf(3));
  expect(world.report.of('info')).toEqual([
    `iteration-id is newest: iteration ${idOf(3)} is taken, the newest one that is trained. Its name:`,
    '| day 3\\x0a##\\x5bx]',
    `Iteration ${idOf(5)} is newer, but is still being trained. To wait for it: iteration-id: ${idOf(5)}.`,
    `Iteration ${idOf(4)} is newer, but its training failed: no model can come of it.`,
  ]);
  expect(world.api.requests).toEqual([]);
});

test('where none is trained, newest is refused with what there is', async () => {
  const { status, title, message } = await refused('newest', ofDay(1, 'New'), ofDay(2, 'Failed'));
  expect([status, title]).toEqual(['failed', 'Iteration not found']);
  expect(message.split('\n')).toEqual([
    `iteration-id is newest, but the project ${PROJECT} has no iteration that is trained.`,
    'Its newest iterations:',
    `| ${idOf(2)} day 2\\x0a##\\x5bx] (failed)`,
    'Next: leave iteration-id out to train; or check that the project is the right one.',
  ]);
});

test('where the only training runs, newest is refused with how to wait for it', async () => {
  const { message } = await refused('newest', ofDay(1, 'Failed'), ofDay(2, 'Training'));
  expect(message).toContain('\nNext: run again when that training has ended; or give its id as iteration-id');
  expect((await refused('newest')).message).toContain('\nIt has none at all.\nNext: leave iteration-id out');
});

test('a name that several are published under is that of the newest, and the others are told', async () => {
  const all = [ofDay(1, 'Completed', 'live'), ofDay(3, 'Completed', 'Live'), ofDay(2, 'Completed', 'live')];
  expect(await find({ publishName: 'live' }, ...all)).toBe(idOf(2));
  expect(world.report.of('info')).toEqual([
    `Iteration ${idOf(2)} is published under the name "live": it is taken.`,
    `So is iteration ${idOf(1)}, which is older: it is not taken.`,
  ]);
});

test('an unknown name is refused with the names that there are, as foreign text', async () => {
  const all = Array.from({ length: 22 }, (_, index) => ofDay(index + 1, 'Completed', `##[${index + 1}]`));
  const notTrained = ofDay(28, 'Training', 'x\n');
  const { message } = await refused({ publishName: 'x\n' }, ...all, ofDay(29), notTrained);
  const [first, second, ...names] = message.split('\n');
  expect([first, second, names.length]).toEqual([
    `No iteration of the project ${PROJECT} is published under the name "x\\x0a", which iteration-id names.`,
    'The names that there are:',
    22,
  ]);
  expect([names[0], names[20]]).toEqual([`| ##\\x5b22] (iteration ${idOf(22)})`, '… and 2 more.']);
});

test('where none is published, that is said', async () => {
  expect((await refused({ publishName: 'live' }, ofDay(1))).message).toContain(
    '\nNone is published at all.\nNext: ',
  );
});
