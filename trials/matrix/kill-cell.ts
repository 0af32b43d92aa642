/**
 * Plays a cell of the kill matrix: a run is ended at a point, and the next attempts of the workflow run go on.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Azurite } from '../../emulator/azurite.ts';
import type { ActionRun } from '../../emulator/github/runner/runner.ts';
import { leaksIn, secretsOf } from '../leaks.ts';
import type { Cell, Verdict } from './cell.ts';
import { ClosingQueue } from './closing-queue.ts';
import type { Moment, Passing } from './gate.ts';
import { objectionsTo } from './kill-judgement.ts';
import { isReached, nameOf, type Point } from './kill-points.ts';
import { artifactsOfRun, type KillWorld, openKillWorld } from './kill-world.ts';
import { addNeighbours, isOfAnotherJob } from './neighbours.ts';
import { addTrained, KEEP, roomObjections } from './trained-before.ts';
import { stopObjections } from './stop-judgement.ts';
import { ended } from './stopped-run.ts';
import { isOfRun, Story, type Told } from './story.ts';

/** Where the run is over before it comes to the point, because it had to look less often. */
const TRIES = 3;
/** One is enough, if nothing goes wrong. */
const MOST_ATTEMPTS = 4;
/** What a run that was killed has received comes back 5 s later. */
const HELD_BACK_MS = 7_000;
const LOOK_PAUSE_MS = 100;

/** The requests of a run that nothing disturbs, in their order. */
export async function undisturbedStory(azurite: Azurite, platforms: readonly string[]): Promise<Told[]> {
  const story = new WatchedStory(platforms.length, () => false);
  const world = await openKillWorld(azurite, platforms, story.watch);
  story.closing = new ClosingQueue(world);
  try {
    await addNeighbours(world);
    addTrained(world.emulator.service, world.project.project);
    const { outputs, log } = await ended(world.start(1));
    if (outputs.status !== 'succeeded') {
      throw new Error(`The undisturbed run to ${platforms.join(', ')} did not succeed:\n${log}`);
    }
    return story.told;
  } finally {
    await world.close();
  }
}

export function killCell(azurite: Azurite, platforms: readonly string[], point: Point): Cell {
  return {
    name: `${nameOf(point)}/${platforms.length}`,
    async play() {
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const verdict = await playOnce(azurite, platforms, point);
        if (verdict !== undefined) {
          return verdict;
        }
      }
      return { objections: [`${TRIES} runs were over before they came to this point`] };
    },
  };
}

/** @returns `undefined` if the run was over before it came to the point */
async function playOnce(
  azurite: Azurite,
  platforms: readonly string[],
  point: Point,
): Promise<Verdict | undefined> {
  const reached = Promise.withResolvers<undefined>();
  const story = new WatchedStory(platforms.length, (told, moment) => {
    const isThere = isReached(point, told, moment);
    if (isThere) {
      reached.resolve(undefined);
    }
    return isThere;
  });
  const world = await openKillWorld(azurite, platforms, story.watch);
  story.closing = new ClosingQueue(world);
  try {
    const intact = await addNeighbours(world);
    const { project } = world.project;
    const trained = addTrained(world.emulator.service, project);
    const action = world.start(1);
    const isThere = await Promise.race([reached.promise.then(() => true), action.ended.then(() => false)]);
    if (!isThere) {
      await ended(action);
      return undefined;
    }
    const signalled = performance.now();
    action.signal(point.signal);
    const first = await action.ended;
    const exitMs = performance.now() - signalled;
    const stops = point.signal !== 'SIGKILL';
    const stop = stops ? await stopObjections(first) : [];
    await first.cleanUp();
    await heldAreBack(world);
    const runs = await again(world, first);
    await world.emulator.service.idle();
    await heldAreBack(world);
    const objections = [
      ...stop,
      ...objectionsTo({
        platforms,
        runs,
        iterations: project.iterations.filter((iteration) => !trained.includes(iteration)),
        requests: world.emulator.log.entries,
        artifacts: artifactsOfRun(world).filter((artifact) => !isOfAnotherJob(artifact)),
        leftMessages: (await textsOn(world)).filter((text) => text.includes(world.project.projectId)),
      }),
      ...roomObjections(trained, project),
      // A run that is ended in between leaves the rest to the next training.
      ...(project.iterations.length > KEEP + 1 ? [`${project.iterations.length} iterations are left`] : []),
      ...(await intact()),
      ...runs.flatMap((run) => leaksIn(run, secretsOf(world.emulator, world.tokens))),
    ];
    return { objections, ...(stops && { exitMs }) };
  } finally {
    await world.close();
  }
}

/** Watches the requests of one run until it is to end. */
class WatchedStory extends Story {
  closing: ClosingQueue | undefined;
  private readonly known = new Map<Passing, Told>();
  private readonly isEnd: (told: Told, moment: Moment) => boolean;
  private over = false;

  constructor(models: number, isEnd: (told: Told, moment: Moment) => boolean) {
    super(models);
    this.isEnd = isEnd;
  }

  readonly watch = async (passing: Passing, moment: Moment): Promise<'pass' | 'keep'> => {
    if (this.over || !isOfRun(passing)) {
      return 'pass';
    }
    const told = this.known.get(passing) ?? this.add(passing);
    this.known.set(passing, told);
    await this.closing?.prepare(told, moment);
    this.over ||= this.isEnd(told, moment);
    return this.over ? 'keep' : 'pass';
  };
}

/** The later attempts, until one succeeds. @returns all runs, the first one included */
async function again(world: KillWorld, first: ActionRun): Promise<ActionRun[]> {
  const runs = [first];
  while (runs.length < MOST_ATTEMPTS && runs.at(-1)?.outputs.status !== 'succeeded') {
    runs.push(await ended(world.start(runs.length + 1)));
  }
  return runs;
}

/** What a run has received, and was ended before it let go of it, is visible again. */
async function heldAreBack({ project: { queue } }: KillWorld): Promise<void> {
  for (let waitedMs = 0; waitedMs < HELD_BACK_MS; waitedMs += LOOK_PAUSE_MS) {
    // The count includes what is hidden.
    const { approximateMessagesCount = 0 } = await queue.getProperties();
    const { peekedMessageItems } = await queue.peekMessages({ numberOfMessages: 32 });
    if (peekedMessageItems.length >= approximateMessagesCount) {
      return;
    }
    await sleep(LOOK_PAUSE_MS);
  }
}

async function textsOn({ project: { queue } }: KillWorld): Promise<string[]> {
  const { peekedMessageItems } = await queue.peekMessages({ numberOfMessages: 32 });
  return peekedMessageItems.map(({ messageText }) => messageText);
}
