/**
 * The cells about publishing: a run is ended before and after each of its requests, and run again; then the same action
 * rolls back. And two runs at once.
 */
import type { Azurite } from '../../emulator/azurite.ts';
import type { ActionRun } from '../../emulator/github/runner/runner.ts';
import { leaksIn, secretsOf } from '../leaks.ts';
import { type Cell, unless, type Verdict } from './cell.ts';
import { openPublishWorld, operationOf, type PublishWorld } from './publish-world.ts';
import { ended, nameOf, Stop, type StopPoint, stopPointsOf } from './stopped-run.ts';

/** An undisturbed run says which points there are. */
export async function publishCells(azurite: Azurite): Promise<Cell[]> {
  const operations = await undisturbed(azurite);
  const points = stopPointsOf(operations);
  return [
    ...points.map((point) => pointCell(azurite, point)),
    twoCell(azurite, 'same', ([, second]) => [second, second]),
    twoCell(azurite, 'different', ([first, second]) => [first, second]),
  ];
}

async function undisturbed(azurite: Azurite): Promise<string[]> {
  const operations: string[] = [];
  const world = await openPublishWorld(azurite, (passing, moment) => {
    if (moment === 'before') {
      operations.push(operationOf(passing));
    }
    return 'pass';
  });
  try {
    const run = await ended(world.start(world.iterations[1]));
    if (run.outputs.status !== 'succeeded') {
      throw new Error(`The undisturbed run did not succeed:\n${run.log}`);
    }
    return operations;
  } finally {
    await world.close();
  }
}

function pointCell(azurite: Azurite, point: StopPoint): Cell {
  return {
    name: `publish/${nameOf(point)}`,
    play: () => playPoint(azurite, point),
  };
}

async function playPoint(azurite: Azurite, point: StopPoint): Promise<Verdict> {
  const stop = new Stop(point);
  const world = await openPublishWorld(azurite, stop.watch);
  try {
    const [first, second] = world.iterations;
    const { run: stopped, exitMs } = await stop.end(world.start(second));
    const again = await ended(world.start(second));
    const isThere = world.published();
    const previous = [stopped, again].map(({ outputs }) => outputs.previousIterationId ?? '');
    const back = await ended(world.start(first));
    const isBack = world.published();
    return {
      ...(stop.isAsked && { exitMs }),
      objections: [
        ...unless(stop.isReached, 'the run was over before it came to this point'),
        ...(stop.isAsked ? stopObjections(stopped) : []),
        ...unless(again.outputs.status === 'succeeded', `the second run ended so:\n${again.log}`),
        ...unless(isThere.join() === 'second: live', `then there is: ${isThere.join(', ')}`),
        ...unless(previous.includes(first), `no run names the iteration before, but ${previous.join(', ')}`),
        ...unless(back.outputs.status === 'succeeded', `the roll-back ended so:\n${back.log}`),
        ...unless(isBack.join() === 'first: live', `after the roll-back there is: ${isBack.join(', ')}`),
        ...[stopped, again, back].flatMap((run) => leaksIn(run, secretsOf(world.emulator))),
      ],
    };
  } finally {
    await world.close();
  }
}

function stopObjections({ exitCode, outputs }: ActionRun): string[] {
  return [
    ...unless(exitCode === 1, `the stopped run ended with ${String(exitCode)}`),
    ...unless(
      outputs.status === 'cancelled',
      `the status of the stopped run is ${outputs.status ?? 'missing'}`,
    ),
    ...unless(Object.keys(outputs).length === 6, `the stopped run wrote ${Object.keys(outputs).join(', ')}`),
  ];
}

type Choice = (iterations: PublishWorld['iterations']) => readonly [string, string];

/** Two runs at once: whoever is last has the name, and a run that lost it ends red. */
function twoCell(azurite: Azurite, name: string, choose: Choice): Cell {
  return {
    name: `publish/two/${name}`,
    async play() {
      const world = await openPublishWorld(azurite, () => 'pass');
      try {
        const runs = await Promise.all(choose(world.iterations).map((id) => ended(world.start(id))));
        const [holder] = world.project.project.iterations.filter(({ publishName }) => publishName === 'live');
        const winners = runs.filter(({ outputs }) => outputs.iterationId === holder?.id);
        const losers = runs.filter((run) => !winners.includes(run));
        return {
          objections: [
            ...unless(
              world.published().filter((one) => one.endsWith(': live')).length === 1,
              'nobody has the name',
            ),
            ...unless(
              winners.every(({ outputs }) => outputs.status === 'succeeded'),
              `a run that has the name ended so:\n${winners.map(({ log }) => log).join('\n')}`,
            ),
            // The one that was first may have ended before the other one began to publish.
            ...unless(
              losers.every(({ outputs }) => ['succeeded', 'failed'].includes(outputs.status ?? '')),
              `a run that lost the name ended so:\n${losers.map(({ log }) => log).join('\n')}`,
            ),
          ],
        };
      } finally {
        await world.close();
      }
    },
  };
}
