import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import type { SeededProject } from '../../emulator/emulator.ts';
import type { ActionRun, RunningAction } from '../../emulator/github/runner/runner.ts';
import type { Fate, Moment, Passing, Watcher } from '../../trials/matrix/gate.ts';
import { artifactsOfRun, type KillWorld, openKillWorld } from '../../trials/matrix/kill-world.ts';
import { addNeighbours } from '../../trials/matrix/neighbours.ts';
import { isOfRun, Story } from '../../trials/matrix/story.ts';
import { leaksIn, secretsOf } from '../../trials/leaks.ts';
import { errorOf, play, type Scenario } from './scenario.ts';
import { SharedTime } from './time/shared-time.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

/** Time for a signal to be seen, before what is on its way arrives; the other order is fine as well. */
const LATENCY_MS = 150;
/** Longer than a cancelled run waits for anything. */
const PATIENCE_MS = 1_000;

let clock: SharedTime;
let azurite: Azurite;
let emulator: TimedEmulator;

beforeAll(async () => {
  clock = await SharedTime.start();
  azurite = await startAzurite(clock.storageOptions);
  emulator = await startTimedEmulator({
    clock,
    azurite,
    behavior: { trainingSeconds: 5, exportSeconds: 1, modelBytes: 50_000 },
  });
});
afterAll(async () => {
  await emulator.close();
  await azurite.stop();
  clock.close();
});

// Windows ends a process at the first signal.
const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('a cancelled run writes its outputs, and the next one picks up its training', async () => {
  const project = await emulator.addProject({ integrated: true });
  const first = await play(emulator, project, {
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      action.signal('SIGINT');
    },
  });

  expect(first.run.exitCode).toBe(1);
  expect(first.run.outputs).toMatchObject({ status: 'cancelled', trained: 'true' });
  expect(first.run.outputs.iterationId).toBe(project.project.iterations[0]?.id);
  expect(errorOf(first.run).title).toBe('Cancelled');
  expect(lastLine(first.run)).toContain(`iteration-id: ${project.project.iterations[0]?.id ?? ''}`);

  const second = await play(emulator, project);
  expect(second.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false' });
  expect(project.project.iterations).toHaveLength(1);
});

describe('while the start of the training is on its way', () => {
  onPosix('an answer that arrives a moment later tells which iteration to attach to', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { run } = await playAndCancelTheStart(project, { slowMs: 300 }, async () => {
      await clock.pass(300);
    });

    const [iteration] = project.project.iterations;
    expect(run.outputs).toMatchObject({ status: 'cancelled', trained: 'true', iterationId: iteration?.id });
    expect(lastLine(run)).toContain(`iteration-id: ${iteration?.id ?? ''}`);
  });

  onPosix('one that does not is not waited for, and the next run finds the training', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { run } = await playAndCancelTheStart(project, { slowMs: 60_000 });

    expect(run.outputs).toMatchObject({ status: 'cancelled', trained: 'false', iterationId: '' });
    expect(errorOf(run).message).toContain('a training may have begun');
    expect(run.log).not.toContain('iteration-id');
    const next = await play(emulator, project);
    expect(next.run.outputs.status).toBe('succeeded');
    expect(project.project.iterations).toHaveLength(1);
  });

  onPosix('a second signal ends it at once, and what was written counts', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { run } = await playAndCancelTheStart(
      project,
      { slowMs: 60_000, endsByForce: true },
      async (action) => {
        // It has seen the first one, and waits for the answer.
        await clock.until(() => clock.allWait());
        action.signal('SIGTERM');
      },
    );

    expect(run.signal).toBe('SIGTERM');
    expect(run.outputs).toMatchObject({ status: 'cancelled', projectId: project.projectId });
  });
});

describe('while the model', () => {
  onPosix('is downloaded, no part of a file is left', async () => {
    const { run, files } = await cancelAt('download-ONNX', 'amid', /onnx/i);

    expect(run.outputs).toMatchObject({ status: 'cancelled', modelPath: '', modelSha256: '' });
    expect(files.filter((file) => file.includes('custom-vision-model'))).toEqual([]);
    expect(lastLine(run)).toContain(`iteration-id: ${run.outputs.iterationId ?? ''}`);
  });

  onPosix.each([
    ['is about to be uploaded', 'CreateArtifact', /CreateArtifact/],
    ['is uploaded', 'upload', /comp=block/],
  ])('%s, the file and what is known of it are left', async (_what, request, path) => {
    const { run, files, finished } = await cancelAt(request, 'before', path);

    expect(run.outputs).toMatchObject({ status: 'cancelled', artifactId: '', artifactDigest: '' });
    expect(run.outputs.modelSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(files.filter((file) => file.endsWith('custom-vision-model.zip'))).toHaveLength(1);
    expect(finished).toBe(0);
  });
});

onPosix('messages of others that are just being received are given back', async () => {
  const story = new Story(1);
  const [received, cancelled] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const world = await openWorld(async (passing, moment): Promise<Fate> => {
    if (!isOfRun(passing) || moment === 'amid') {
      return 'pass';
    }
    const isReceive = moment === 'after' && isFirstReceive(passing);
    if (isReceive) {
      received.resolve(undefined);
      await cancelled.promise;
      await sleep(LATENCY_MS);
    }
    return 'pass';
  });
  try {
    const intact = await addNeighbours(world);
    const action = startIn(world);
    await Promise.race([received.promise, action.ended]);
    action.signal('SIGINT');
    cancelled.resolve(undefined);
    const run = await action.ended;
    await run.cleanUp();

    expect(run.outputs.status).toBe('cancelled');
    // At once, and not when a hold of some seconds ends.
    expect(await intact()).toEqual([]);
  } finally {
    await world.close();
  }

  function isFirstReceive(passing: Passing): boolean {
    return story.add(passing).request === 'receive';
  }
});

/** The training begins, its answer takes so long, and the run is cancelled meanwhile. */
async function playAndCancelTheStart(
  project: SeededProject,
  { slowMs, endsByForce = false }: { readonly slowMs: number; readonly endsByForce?: boolean },
  afterwards?: (action: RunningAction) => Promise<void>,
): Promise<Scenario> {
  emulator.faults.add({ operation: 'TrainProject', projectId: project.projectId, fault: { slowMs } });
  return await play(emulator, project, {
    endsByForce,
    // Time that the test lets pass is all that passes where an answer is to come.
    unanswered: slowMs > PATIENCE_MS ? ['/train\\?'] : [],
    during: async (action) => {
      await clock.until(() => project.project.iterations.length > 0);
      action.signal('SIGINT');
      await afterwards?.(action);
    },
  });
}

/** Cancels a run when a request has come so far, and is not answered any more. @param path what its path shows */
async function cancelAt(
  request: string,
  moment: Moment,
  path: RegExp,
): Promise<{ run: ActionRun; files: string[]; finished: number }> {
  const story = new Story(1);
  const names = new Map<Passing, string>();
  const reached = Promise.withResolvers<undefined>();
  const world = await openWorld((passing, at) => {
    if (!isOfRun(passing)) {
      return 'pass';
    }
    const name = names.get(passing) ?? story.add(passing).request;
    names.set(passing, name);
    if (name !== request || at !== moment) {
      return 'pass';
    }
    reached.resolve(undefined);
    return 'keep';
  });
  try {
    const action = startIn(world, [path.source]);
    await Promise.race([reached.promise, action.ended]);
    action.signal('SIGINT');
    const run = await action.ended;
    const files = await readdir(run.tempFolder, { recursive: true });
    await run.cleanUp();
    expect(leaksIn(run, secretsOf(world.emulator, world.tokens))).toEqual([]);
    const finished = artifactsOfRun(world).filter(({ finalized }) => finalized).length;
    return { run, files, finished };
  } finally {
    await world.close();
  }
}

async function openWorld(watch: Watcher): Promise<KillWorld> {
  const world = await openKillWorld(azurite, ['ONNX'], watch, clock.part());
  const leave = clock.waitFor(world.emulator);
  return {
    ...world,
    close: async () => {
      await world.close();
      leave();
    },
  };
}

function startIn(world: KillWorld, unanswered: readonly string[] = []): RunningAction {
  const timed = clock.expectAction(unanswered);
  const action = world.start(1, { nodeOptions: ['--import', timed.preload], env: timed.env });
  return {
    ...action,
    ended: action.ended.finally(() => {
      timed.ended();
    }),
  };
}

function lastLine({ log }: ActionRun): string {
  return log.split('\n').findLast((line) => line !== '') ?? '';
}
