/**
 * The cells about publishing: a run is ended before and after each of its requests, and run again; then the same action
 * rolls back. And two runs at once.
 */
import type { Azurite } from '../../emulator/azurite.ts';
import type { ActionRun } from '../../emulator/github/runner/runner.ts';
import { leaksIn, secretsOf } from '../leaks.ts';
import type { Cell, Verdict } from './cell.ts';
import type { Moment, Passing } from './gate.ts';
import { openPublishWorld, operationOf, type PublishWorld } from './publish-world.ts';

interface Point {
  /** Counted from 1, of all requests of a run. */
  readonly nth: number;
  readonly operation: string;
  readonly moment: Exclude<Moment, 'amid'>;
  readonly signal: 'SIGKILL' | 'SIGTERM';
}

/** An undisturbed run says which points there are. */
export async function publishCells(azurite: Azurite): Promise<Cell[]> {
  const operations = await undisturbed(azurite);
  const points = operations.flatMap((operation, index) =>
    (['before', 'after'] as const).flatMap((moment) =>
      (['SIGKILL', 'SIGTERM'] as const).map((signal): Point => ({
        nth: index + 1,
        operation,
        moment,
        signal,
      })),
    ),
  );
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
    const run = await ended(world.start(world.iterations[1]).ended);
    if (run.outputs.status !== 'succeeded') {
      throw new Error(`The undisturbed run did not succeed:\n${run.log}`);
    }
    return operations;
  } finally {
    await world.close();
  }
}

function pointCell(azurite: Azurite, point: Point): Cell {
  const kind = point.signal === 'SIGKILL' ? 'kill' : 'stop';
  return {
    name: `publish/${kind}/${point.nth}-${point.operation}/${point.moment}`,
    play: () => playPoint(azurite, point),
  };
}

async function playPoint(azurite: Azurite, point: Point): Promise<Verdict> {
  const reached = Promise.withResolvers<undefined>();
  const seen = new Map<Passing, number>();
  let isOver = false;
  const world = await openPublishWorld(azurite, (passing, moment) => {
    const nth = seen.get(passing) ?? seen.size + 1;
    seen.set(passing, nth);
    if (isOver || nth !== point.nth || moment !== point.moment) {
      return 'pass';
    }
    isOver = true;
    reached.resolve(undefined);
    return 'keep';
  });
  try {
    const [first, second] = world.iterations;
    const action = world.start(second);
    await Promise.race([reached.promise, action.ended]);
    const signalled = performance.now();
    action.signal(point.signal);
    const stopped = await ended(action.ended);
    const exitMs = performance.now() - signalled;
    const again = await ended(world.start(second).ended);
    const isThere = world.published();
    const previous = [stopped, again].map(({ outputs }) => outputs.previousIterationId ?? '');
    const back = await ended(world.start(first).ended);
    const isBack = world.published();
    const stops = point.signal !== 'SIGKILL';
    return {
      ...(stops && { exitMs }),
      objections: [
        ...unless(isOver, 'the run was over before it came to this point'),
        ...(stops ? stopObjections(stopped) : []),
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
        const runs = await Promise.all(choose(world.iterations).map((id) => ended(world.start(id).ended)));
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

function unless(holds: boolean, objection: string): string[] {
  return holds ? [] : [objection];
}

async function ended(running: Promise<ActionRun>): Promise<ActionRun> {
  const run = await running;
  await run.cleanUp();
  return run;
}
