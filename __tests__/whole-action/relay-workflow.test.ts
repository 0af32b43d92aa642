import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import type { Run } from '../../emulator/github/rest/run.ts';
import { type ActionRun, jobOutputs, runAction } from '../../emulator/github/runner/runner.ts';
import { NOT_BY_ITSELF, WHEN_AWAITED } from '../../trials/endings.ts';
import { type PlayedJob, playWorkflow, type Stage } from '../../trials/workflow/player.ts';
import { folderOf, setUpFor } from './example-stage.ts';
import { addSweep, finishJob, jobOf, relaying, relayScenario, RUN_ID, workflowOf } from './relay-scenario.ts';
import { FORMS, play, workflowRunOf } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

let emulator: TimedEmulator;
let project: SeededProject;
beforeAll(async () => {
  emulator = await startTimedEmulator({
    behavior: { trainingSeconds: NOT_BY_ITSELF, exportSeconds: WHEN_AWAITED, modelBytes: 20_000 },
  });
  project = await emulator.addProject({ integrated: true });
  addSweep(emulator);
});
afterAll(async () => {
  await emulator.close();
});

/** The digests that deploy jobs have got. */
const deployed: string[] = [];

/** Plays a workflow of the examples, with the step of an action in each of its jobs at most. */
async function playExample(
  file: string,
  attempt: number,
  onStep: (job: string, run: ActionRun) => void = () => undefined,
): Promise<Readonly<Record<string, PlayedJob>>> {
  const take: Stage['take'] = async ({ uses = '', run: script, with: inputs }, { name, permissions }) => {
    if (script !== undefined) {
      return { succeeded: true, outputs: {} };
    }
    if (uses.startsWith('actions/download-artifact@')) {
      const download = await runAction({
        actionFolder: path.join(ROOT, 'emulator', 'github', 'download-artifact'),
        inputs: { name: inputs.name ?? '' },
        resultsUrl: emulator.resultsUrl,
        runtimeToken: emulator.artifacts.tokenFor({ runId: workflowRunOf(project), jobId: name }),
      });
      await download.cleanUp();
      deployed.push(download.outputs.digest ?? '');
      return { succeeded: download.conclusion === 'success', outputs: {} };
    }
    const folder = folderOf(uses);
    const isRelay = folder === 'relay';
    const played = await play(emulator, project, {
      ...(isRelay ? relayScenario(emulator, project, permissions) : { runAttempt: attempt }),
      action: { folder, inputs, forms: isRelay ? relaying(emulator, project).forms : FORMS },
    });
    onStep(name, played.run);
    return { succeeded: played.run.conclusion === 'success', outputs: jobOutputs(played.run).outputs };
  };
  const text = readFileSync(path.join(ROOT, 'examples', file), 'utf8');
  return await playWorkflow(text, { take, ...setUpFor(emulator, project) });
}

/** Plays the latest attempt of the run, as GitHub keeps it. */
async function playAttempt(run: Run): Promise<Record<string, string>> {
  const { jobs } = emulator.github.api.repository;
  const train = jobOf(run, 'train');
  jobs.begin(train);
  let ended: ActionRun | undefined;
  const played = await playExample('train-and-leave.yml', train.attempt, (_job, actionRun) => {
    ended = actionRun;
    leaves = actionRun.outputs.status === 'pending';
  });
  if (ended !== undefined) {
    finishJob(emulator, train, ended);
  }
  const deploy = jobOf(run, 'deploy');
  if (deploy.status !== 'completed') {
    jobs.finish(deploy, 'success');
  }
  return Object.fromEntries(Object.entries(played).map(([name, { result }]) => [name, result]));
}

let leaves = false;

test('examples/train-and-leave.yml leaves, and examples/relay.yml goes on with it, up to the job behind it', async () => {
  const run = emulator.github.api.repository.addRun(workflowOf(emulator, 'train-and-leave.yml'), {
    id: RUN_ID,
    jobs: [{ name: 'train' }, { name: 'deploy', needs: ['train'], runsIf: () => !leaves }],
  });
  expect(await playAttempt(run)).toEqual({ train: 'success', deploy: 'skipped' });
  expect((await playExample('relay.yml', 1)).sweep?.result).toBe('success');
  expect(run.attempts).toHaveLength(1);

  emulator.service.trainings.finish(project.projectId, project.project.iterations[0]?.id ?? '');
  await emulator.service.idle();
  await playExample('relay.yml', 1);
  expect(run.attempts).toHaveLength(2);
  expect(await playAttempt(run)).toEqual({ train: 'success', deploy: 'success' });
  expect(deployed).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect(project.project.iterations).toHaveLength(1);
});
