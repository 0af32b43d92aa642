import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { type Emulator, type SeededProject, startEmulator } from '../../emulator/emulator.ts';
import type { ActionRun, RunningAction } from '../../emulator/github/runner/runner.ts';
import type { Fate, Moment, Passing } from '../../trials/matrix/gate.ts';
import { artifactsOfRun, type KillWorld, openKillWorld } from '../../trials/matrix/kill-world.ts';
import { addNeighbours } from '../../trials/matrix/neighbours.ts';
import { isOfRun, Story } from '../../trials/matrix/story.ts';
import { leaksIn, secretsOf } from '../../trials/leaks.ts';
import { errorOf, play, type Scenario } from './scenario.ts';

const LOOK_PAUSE_MS = 20;
/** An answer on its way arrives this much later. */
const LATENCY_MS = 150;

let azurite: Azurite;
let emulator: Emulator;

beforeAll(async () => {
  azurite = await startAzurite();
  emulator = await startEmulator({
    azurite,
    behavior: { trainingSeconds: 5, exportSeconds: 1, modelBytes: 50_000 },
  });
});
afterAll(async () => {
  await emulator.close();
  await azurite.stop();
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
    const { run } = await playAndCancelTheStart(project, 300);

    const [iteration] = project.project.iterations;
    expect(run.outputs).toMatchObject({ status: 'cancelled', trained: 'true', iterationId: iteration?.id });
    expect(lastLine(run)).toContain(`iteration-id: ${iteration?.id ?? ''}`);
  });

  onPosix('one that does not is not waited for, and the next run finds the training', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { run } = await playAndCancelTheStart(project, 60_000);

    expect(run.outputs).toMatchObject({ status: 'cancelled', trained: 'false', iterationId: '' });
    expect(errorOf(run).message).toContain('a training may have begun');
    expect(run.log).not.toContain('iteration-id');
    const next = await play(emulator, project);
    expect(next.run.outputs.status).toBe('succeeded');
    expect(project.project.iterations).toHaveLength(1);
  });

  onPosix('a second signal ends it at once, and what was written counts', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { run } = await playAndCancelTheStart(project, 60_000, async (action) => {
      await sleep(LATENCY_MS);
      action.signal('SIGTERM');
    });

    expect(run.signal).toBe('SIGTERM');
    expect(run.outputs).toMatchObject({ status: 'cancelled', projectId: project.projectId });
  });
});

describe('while the model', () => {
  onPosix('is downloaded, no part of a file is left', async () => {
    const { run, files } = await cancelAt('download-ONNX', 'amid');

    expect(run.outputs).toMatchObject({ status: 'cancelled', modelPath: '', modelSha256: '' });
    expect(files.filter((file) => file.includes('custom-vision-model'))).toEqual([]);
    expect(lastLine(run)).toContain(`iteration-id: ${run.outputs.iterationId ?? ''}`);
  });

  onPosix.each([
    ['is about to be uploaded', 'CreateArtifact'],
    ['is uploaded', 'upload'],
  ])('%s, the file and what is known of it are left', async (_what, request) => {
    const { run, files, finished } = await cancelAt(request, 'before');

    expect(run.outputs).toMatchObject({ status: 'cancelled', artifactId: '', artifactDigest: '' });
    expect(run.outputs.modelSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(files.filter((file) => file.endsWith('custom-vision-model.zip'))).toHaveLength(1);
    expect(finished).toBe(0);
  });
});

onPosix('messages of others that are just being received are given back', async () => {
  const story = new Story(1);
  const received = Promise.withResolvers<undefined>();
  const world = await openKillWorld(azurite, ['ONNX'], async (passing, moment): Promise<Fate> => {
    if (!isOfRun(passing) || moment === 'amid') {
      return 'pass';
    }
    const isReceive = moment === 'after' && isFirstReceive(passing);
    if (isReceive) {
      received.resolve(undefined);
      await sleep(LATENCY_MS);
    }
    return 'pass';
  });
  try {
    const intact = await addNeighbours(world);
    const action = world.start(1);
    await Promise.race([received.promise, action.ended]);
    action.signal('SIGINT');
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

/** The training begins, and its answer takes so long. */
async function playAndCancelTheStart(
  project: SeededProject,
  slowMs: number,
  afterwards?: (action: RunningAction) => Promise<void>,
): Promise<Scenario> {
  emulator.faults.add({ operation: 'TrainProject', projectId: project.projectId, fault: { slowMs } });
  return await play(emulator, project, {
    endsByForce: afterwards !== undefined,
    during: async (action) => {
      const over = action.ended.then(() => true);
      while (project.project.iterations.length === 0) {
        if (await Promise.race([over, sleep(LOOK_PAUSE_MS)])) {
          throw new Error(`It ended without a training:\n${(await action.ended).log}`);
        }
      }
      action.signal('SIGINT');
      await afterwards?.(action);
    },
  });
}

/** Cancels a run when a request has come so far, and is not answered any more. */
async function cancelAt(
  request: string,
  moment: Moment,
): Promise<{ run: ActionRun; files: string[]; finished: number }> {
  const story = new Story(1);
  const names = new Map<Passing, string>();
  const reached = Promise.withResolvers<undefined>();
  const world: KillWorld = await openKillWorld(azurite, ['ONNX'], (passing, at) => {
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
    const action = world.start(1);
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

function lastLine({ log }: ActionRun): string {
  return log.split('\n').findLast((line) => line !== '') ?? '';
}
