/**
 * The cells about the relay: a sweep is ended before and after each of its requests, and the next one leaves what a sweep
 * leaves that nothing disturbs: each run that is due in its second attempt, and the queue as it was. And two at once.
 */
import type { Azurite } from '../../emulator/azurite.ts';
import type { ActionRun } from '../../emulator/github/runner/runner.ts';
import { leaksIn, secretsOf } from '../leaks.ts';
import type { Cell, Verdict } from './cell.ts';
import type { Moment, Passing } from './gate.ts';
import { openRelayWorld, type RelayWorld, requestName, SWEPT } from './relay-world.ts';

interface Point {
  /** Counted from 1, of all requests of a run. */
  readonly nth: number;
  readonly request: string;
  readonly moment: Exclude<Moment, 'amid'>;
  readonly signal: 'SIGKILL' | 'SIGTERM';
}

/** An undisturbed sweep says which points there are. */
export async function relayCells(azurite: Azurite): Promise<Cell[]> {
  const requests = await undisturbed(azurite);
  const points = requests.flatMap((request, index) =>
    (['before', 'after'] as const).flatMap((moment) =>
      (['SIGKILL', 'SIGTERM'] as const).map((signal): Point => ({ nth: index + 1, request, moment, signal })),
    ),
  );
  return [...points.map((point) => pointCell(azurite, point)), twoCell(azurite)];
}

async function undisturbed(azurite: Azurite): Promise<string[]> {
  const requests: string[] = [];
  const world = await openRelayWorld(azurite, (passing, moment) => {
    if (moment === 'before') requests.push(requestName(passing));
    return 'pass';
  });
  try {
    const run = await ended(world.start().ended);
    const objections = await objectionsTo(world, run);
    if (objections.length > 0) throw new Error(`The undisturbed sweep: ${objections.join('\n')}`);
    return requests;
  } finally {
    await world.close();
  }
}

function pointCell(azurite: Azurite, point: Point): Cell {
  const kind = point.signal === 'SIGKILL' ? 'kill' : 'stop';
  return {
    name: `relay/${kind}/${point.nth}-${point.request}/${point.moment}`,
    play: () => playPoint(azurite, point),
  };
}

async function playPoint(azurite: Azurite, point: Point): Promise<Verdict> {
  const reached = Promise.withResolvers<undefined>();
  const seen = new Map<Passing, number>();
  let isOver = false;
  const world = await openRelayWorld(azurite, (passing, moment) => {
    const nth = seen.get(passing) ?? seen.size + 1;
    seen.set(passing, nth);
    if (isOver || nth !== point.nth || moment !== point.moment) return 'pass';
    isOver = true;
    reached.resolve(undefined);
    return 'keep';
  });
  try {
    const action = world.start();
    await Promise.race([reached.promise, action.ended]);
    const signalled = performance.now();
    action.signal(point.signal);
    const stopped = await ended(action.ended);
    const exitMs = performance.now() - signalled;
    world.ended('failure');
    const again = await ended(world.start().ended);
    const stops = point.signal !== 'SIGKILL';
    return {
      ...(stops && { exitMs }),
      objections: [
        ...unless(isOver, 'the sweep was over before it came to this point'),
        ...unless(
          !stops || stopped.exitCode === 1,
          `the stopped sweep ended with ${String(stopped.exitCode)}`,
        ),
        ...unless(
          !stops || stopped.outputs.status === 'cancelled',
          `it says ${stopped.outputs.status ?? 'nothing'}`,
        ),
        ...leaksIn(stopped, secretsOf(world.emulator)),
        ...(await objectionsTo(world, again)),
      ],
    };
  } finally {
    await world.close();
  }
}

/** Two sweeps at once run nothing twice, and both end green. */
function twoCell(azurite: Azurite): Cell {
  return {
    name: 'relay/two',
    async play() {
      const world = await openRelayWorld(azurite, () => 'pass');
      try {
        const [one, other] = await Promise.all([ended(world.start().ended), ended(world.start().ended)]);
        return {
          objections: [
            ...unless(one.exitCode === 0, `the first one ended so:\n${one.log}`),
            ...(await objectionsTo(world, other)),
          ],
        };
      } finally {
        await world.close();
      }
    },
  };
}

async function objectionsTo(world: RelayWorld, last: ActionRun): Promise<string[]> {
  const attempts = world.attempts().join(', ');
  const queued = await world.queued();
  return [
    ...unless(last.outputs.status === 'succeeded', `the last sweep ended so:\n${last.log}`),
    ...unless(attempts === SWEPT.join(', '), `the runs are in these attempts: ${attempts}`),
    // Looking at it is a receive as well, the first one.
    ...unless(
      queued.length === 4 && queued.every((message) => message.endsWith(' 1')),
      `on the queue stands: ${queued.join(', ')}`,
    ),
    ...leaksIn(last, secretsOf(world.emulator)),
  ];
}

function unless(holds: boolean, objection: string): string[] {
  return holds ? [] : [objection];
}

async function ended(running: Promise<ActionRun>): Promise<ActionRun> {
  const run = await running;
  await run.cleanUp();
  return run;
}
