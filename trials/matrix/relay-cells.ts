/**
 * The cells about the relay: a sweep is ended before and after each of its requests, and the next one leaves what a sweep
 * leaves that nothing disturbs: each run that is due in its second attempt, and the queue as it was. And two at once.
 */
import type { Azurite } from '../../emulator/azurite.ts';
import type { ActionRun } from '../../emulator/github/runner/runner.ts';
import { leaksIn, secretsOf } from '../leaks.ts';
import { type Cell, unless, type Verdict } from './cell.ts';
import { openRelayWorld, type RelayWorld, requestName, SWEPT } from './relay-world.ts';
import { ended, nameOf, Stop, type StopPoint, stopPointsOf } from './stopped-run.ts';

/** An undisturbed sweep says which points there are. */
export async function relayCells(azurite: Azurite): Promise<Cell[]> {
  const requests = await undisturbed(azurite);
  const points = stopPointsOf(requests);
  return [...points.map((point) => pointCell(azurite, point)), twoCell(azurite)];
}

async function undisturbed(azurite: Azurite): Promise<string[]> {
  const requests: string[] = [];
  const world = await openRelayWorld(azurite, (passing, moment) => {
    if (moment === 'before') requests.push(requestName(passing));
    return 'pass';
  });
  try {
    const run = await ended(world.start());
    const objections = await objectionsTo(world, run);
    if (objections.length > 0) throw new Error(`The undisturbed sweep: ${objections.join('\n')}`);
    return requests;
  } finally {
    await world.close();
  }
}

function pointCell(azurite: Azurite, point: StopPoint): Cell {
  return {
    name: `relay/${nameOf(point)}`,
    play: () => playPoint(azurite, point),
  };
}

async function playPoint(azurite: Azurite, point: StopPoint): Promise<Verdict> {
  const stop = new Stop(point);
  const world = await openRelayWorld(azurite, stop.watch);
  try {
    const { run: stopped, exitMs } = await stop.end(world.start());
    world.ended('failure');
    const again = await ended(world.start());
    return {
      ...(stop.isAsked && { exitMs }),
      objections: [
        ...unless(stop.isReached, 'the sweep was over before it came to this point'),
        ...unless(
          !stop.isAsked || stopped.exitCode === 1,
          `the stopped sweep ended with ${String(stopped.exitCode)}`,
        ),
        ...unless(
          !stop.isAsked || stopped.outputs.status === 'cancelled',
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
        const [one, other] = await Promise.all([ended(world.start()), ended(world.start())]);
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
