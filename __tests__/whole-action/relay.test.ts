import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import { LEAST_ROLES } from '../../emulator/entra/entra.ts';
import type { Role } from '../../emulator/entra/roles.ts';
import { latestOf, type Run } from '../../emulator/github/rest/run.ts';
import { NOT_BY_ITSELF, WHEN_AWAITED } from '../../trials/endings.ts';
import { entraOf, machineOf, oidcJob } from './entra-job.ts';
import {
  addSweep,
  backdate,
  endedTraining,
  finishJob,
  jobOf,
  requestsOf,
  RUN_ID,
  sweepOf,
  workflowOf,
} from './relay-scenario.ts';
import { errorOf, play, type Scenario, type ScenarioOptions } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

let emulator: TimedEmulator;
let project: SeededProject;

beforeAll(async () => {
  emulator = await startTimedEmulator({
    entra: true,
    behavior: { trainingSeconds: NOT_BY_ITSELF, exportSeconds: WHEN_AWAITED, modelBytes: 20_000 },
  });
});
afterAll(async () => {
  await emulator.close();
});
beforeEach(async () => {
  emulator.github.api.repository.removeRun(RUN_ID);
  emulator.github.faults.clear();
  addSweep(emulator);
  project = await emulator.addProject({ integrated: true });
  emulator.service.projects.all().forEach(({ id, iterations }) => {
    // What other tests have trained is none of this one's runs.
    iterations.forEach((iteration) =>
      emulator.service.trainings.rename(id, iteration.id, `old ${iteration.id}`),
    );
  });
});

const NOTHING = { status: 'succeeded', resumed: '[]', waiting: '[]', 'given-up': '[]' };
const DETACH = { 'on-timeout': 'detach' };
/** GitHub gives all attempts of a run the same inputs. */
const LEAVE = { ...DETACH, 'timeout-minutes': '0' };
const READER: Role[] = ['Cognitive Services Custom Vision Reader', 'Storage Queue Data Reader'];

/** The job signs in by a key, or by OIDC; the sweep has the least roles of its README then. */
const JOBS: Readonly<Record<string, () => ScenarioOptions>> = {
  keys: () => ({ env: machineOf(emulator) }),
  OIDC: () => oidcJob(emulator),
};
let job: ScenarioOptions;
beforeEach(() => {
  job = { env: machineOf(emulator) };
});

async function sweep(options: ScenarioOptions = {}): Promise<Scenario> {
  const { application, roles } = entraOf(emulator);
  roles.replace(application.objectId, ...READER);
  return await sweepOf(emulator, project, {
    ...job,
    ...options,
    inputs: { ...job.inputs, ...options.inputs },
  });
}

/** With which the last attempt of the job has ended. */
let status: string | undefined;

/** The run of a workflow with a job that trains, and one that needs its model. */
function addRun(): Run {
  return emulator.github.api.repository.addRun(workflowOf(emulator, 'train.yml'), {
    id: RUN_ID,
    jobs: [{ name: 'train' }, { name: 'deploy', needs: ['train'], runsIf: () => status === 'succeeded' }],
  });
}

/** Plays the job `train` of the latest attempt, which began and ended long ago then. */
async function attempt(run: Run, inputs: Readonly<Record<string, string>>): Promise<Scenario> {
  const { application, roles } = entraOf(emulator);
  roles.replace(application.objectId, ...LEAST_ROLES);
  const train = jobOf(run, 'train');
  emulator.github.api.repository.jobs.begin(train);
  const scenario = await play(emulator, project, {
    ...job,
    inputs: { ...job.inputs, ...inputs },
    runAttempt: train.attempt,
  });
  ({ status } = scenario.run.outputs);
  finishJob(emulator, train, scenario.run);
  return scenario;
}

/** Its message arrives. @returns the iteration's id */
async function endTraining(): Promise<string> {
  const { id = '' } = project.project.iterations[0] ?? {};
  emulator.service.trainings.finish(project.projectId, id);
  await emulator.service.idle();
  return id;
}

describe.each(Object.keys(JOBS))('by %s', (way) => {
  beforeEach(() => {
    job = JOBS[way]?.() ?? {};
  });

  test('a run that left its training goes on when it has ended, and the jobs behind it follow', async () => {
    const run = addRun();
    const first = await attempt(run, LEAVE);
    expect(first.run.outputs.status).toBe('pending');
    expect(jobOf(run, 'deploy').conclusion).toBe('skipped');
    backdate(jobOf(run, 'train'));
    expect((await sweep()).run.outputs).toMatchObject(NOTHING);

    const iteration = await endTraining();
    const swept = await sweep();
    expect(swept.run.outputs.resumed).toBe(
      JSON.stringify([{ run: String(RUN_ID), iteration, project: project.projectId, attempt: 2 }]),
    );
    expect(requestsOf(swept)).toEqual([
      `GET /projects/{project}/iterations/${iteration} → 200`,
      `GET runs/${RUN_ID}/jobs?filter=latest&per_page=100&page=1 → 200`,
      expect.stringMatching(/^POST jobs\/\d+\/rerun → 201$/),
      expect.stringMatching(/^GET workflows\/relay\.yml\/runs\?/),
    ]);
    expect(swept.run.summary).toContain(`<a href="./${RUN_ID}">${RUN_ID}</a>`);
    // It only peeks.
    expect(swept.queue).toHaveLength(1);
    // Another relay, or the same once more, while the attempt is queued.
    expect((await sweep()).run.outputs.resumed).toBe('[]');
    expect(run.attempts).toHaveLength(2);

    // Images that were added meanwhile would be another training.
    emulator.service.projects.addImages(project.projectId, 3, project.project.tags[0]?.id);
    const second = await attempt(run, LEAVE);
    expect(second.run.outputs).toMatchObject({
      status: 'succeeded',
      trained: 'false',
      iterationId: iteration,
    });
    expect(second.queue).toEqual([]);
    expect(jobOf(run, 'deploy')).toMatchObject({ attempt: 2, status: 'queued' });
    emulator.github.api.repository.jobs.finish(jobOf(run, 'deploy'), 'success');
    expect((await sweep()).run.outputs).toMatchObject(NOTHING);
  });
});

test('an attempt that leaves its export as well is resumed by the message of that', async () => {
  const run = addRun();
  project.project.behavior.exportSeconds = NOT_BY_ITSELF;
  const inputs = { ...DETACH, 'timeout-minutes': '1' };
  await attempt(run, inputs);
  const iteration = await endTraining();
  await sweep();
  const second = await attempt(run, inputs);
  expect(second.run.outputs.status).toBe('pending');
  expect(second.run.annotations.find(({ title }) => title === 'Detached')?.message).toContain(iteration);
  // It has seen the end of the training, and nothing has ended since.
  expect(second.queue).toEqual([]);

  emulator.service.exports.finish(project.projectId, iteration, 'ONNX');
  await emulator.service.idle();
  const swept = await sweep();
  expect(JSON.parse(swept.run.outputs.resumed ?? '')).toMatchObject([{ attempt: 3 }]);
  expect((await attempt(run, inputs)).run.outputs.status).toBe('succeeded');
});

test('a training that failed ends its run red, and nobody pays for another one', async () => {
  const run = addRun();
  const inputs = { ...LEAVE, 'when-unchanged': 'retrain' };
  project.project.behavior.trainingOutcome = 'failed';
  await attempt(run, inputs);
  await endTraining();
  expect(JSON.parse((await sweep()).run.outputs.resumed ?? '')).toHaveLength(1);
  const second = await attempt(run, inputs);
  expect(second.run.outputs).toMatchObject({ status: 'training-failed', trained: 'false' });
  expect(errorOf(second.run).message).toContain(
    'in a new run: a later attempt of this one would say the same',
  );
  // It has told so, and the next sweep has nothing to tell.
  expect(second.queue).toEqual([]);
  expect((await sweep()).run.outputs).toMatchObject(NOTHING);
  expect(project.project.iterations).toHaveLength(1);
});

test('a training that is tried once more, after it failed, is gone on with as well', async () => {
  const run = addRun();
  const inputs = { ...LEAVE, 'retry-failed': 'true' };
  project.project.behavior.trainingOutcome = 'failed';
  await attempt(run, inputs);
  await endTraining();
  await sweep();
  project.project.behavior.trainingOutcome = 'completed';
  const second = await attempt(run, inputs);
  expect(second.run.outputs).toMatchObject({ status: 'pending', trained: 'true' });
  const iteration = project.project.iterations.at(-1);
  expect(iteration?.name).toMatch(/^gh-4711-[0-9a-f]{8}-2$/);

  emulator.service.trainings.finish(project.projectId, iteration?.id ?? '');
  await emulator.service.idle();
  expect(JSON.parse((await sweep()).run.outputs.resumed ?? '')).toMatchObject([{ iteration: iteration?.id }]);
  const third = await attempt(run, inputs);
  expect(third.run.outputs).toMatchObject({
    status: 'succeeded',
    iterationId: iteration?.id,
    trained: 'false',
  });
});

test('two relays at once run a run again once', async () => {
  const { run } = await endedTraining(emulator, project);
  const both = await Promise.all([sweep(), sweep()]);
  const resumed = both.map((one) => (JSON.parse(one.run.outputs.resumed ?? '') as unknown[]).length);
  expect(resumed.sort()).toEqual([0, 1]);
  expect(both.map((one) => one.run.exitCode)).toEqual([0, 0]);
  expect(run.attempts).toHaveLength(2);
});

test('a forged message about a run that has delivered costs nothing but reads', async () => {
  const { run } = await endedTraining(emulator, project);
  Object.assign(jobOf(run, 'train'), { completedAt: emulator.clock.now() + 1_000 });
  const swept = await sweep();
  expect(swept.run.outputs).toMatchObject(NOTHING);
  expect(run.attempts).toHaveLength(1);
});

test('what one run does not take keeps no other from going on', async () => {
  const { repository } = emulator.github.api;
  const month = 31 * 86_400_000;
  await endedTraining(emulator, project, { id: 1 });
  repository.removeRun(1);
  await endedTraining(emulator, project, { id: 2, createdAt: emulator.clock.now() - month });
  const { run: failed } = await endedTraining(emulator, project, { id: 3, conclusion: 'failure' });
  jobOf(failed, 'train').annotations = [
    { level: 'failure', title: 'Inputs refused', message: 'An input is refused.' },
  ];
  const { run: running } = await endedTraining(emulator, project, { id: 4 });
  repository.reRun(running, 'octocat');
  const { run: good } = await endedTraining(emulator, project, { id: 5 });
  await project.queue.sendMessage(
    JSON.stringify({ type: 'Training', Content: { projectId: randomUUID(), iterationId: randomUUID() } }),
  );

  const { run } = await sweep();
  const told = (output: string): string[] =>
    (JSON.parse(run.outputs[output] ?? '') as { run: string; why?: string }[])
      .map((one) => `${one.run}: ${one.why ?? ''}`)
      .sort();
  expect(run.outputs.status).toBe('succeeded');
  expect(told('resumed')).toEqual(['5: ']);
  expect(told('waiting')).toEqual(['4: run goes on']);
  expect(told('given-up')).toEqual(['1: no such run', '2: too old', '3: failed']);
  expect(good.attempts).toHaveLength(2);
});

test('a workflow that is gone is told in GitHub’s words', async () => {
  const { repository } = emulator.github.api;
  const workflow = workflowOf(emulator, 'train.yml');
  await endedTraining(emulator, project);
  repository.setState(workflow, 'deleted');
  const { run } = await sweep();
  repository.setState(workflow, 'active');
  expect(JSON.parse(run.outputs['given-up'] ?? '')).toMatchObject([{ why: 'refused' }]);
  expect(run.annotations).toMatchObject([{ level: 'warning', title: 'Run not resumed' }]);
  expect(run.annotations[0]?.message).toContain('\n| This workflow run cannot be retried');
});

test('a dry run says what it would run again', async () => {
  const { run, iterationId } = await endedTraining(emulator, project);
  const swept = await sweep({ inputs: { 'dry-run': 'true' } });
  expect(swept.run.outputs).toMatchObject({ status: 'dry-run', resumed: '[]' });
  expect(JSON.parse(swept.run.outputs.waiting ?? '')).toMatchObject([
    { iteration: iterationId, why: 'dry run' },
  ]);
  expect(run.attempts).toHaveLength(1);
});

test('a limit of GitHub leaves the rest to the next sweep, which ends green', async () => {
  const { run } = await endedTraining(emulator, project);
  const headers = { 'retry-after': '300' };
  emulator.github.faults.add({
    of: 'POST',
    fault: { status: 403, message: 'You have exceeded a secondary rate limit', headers },
  });
  const swept = await sweep();
  expect(swept.run.outputs).toMatchObject({ status: 'succeeded', resumed: '[]' });
  expect(JSON.parse(swept.run.outputs.waiting ?? '')).toMatchObject([
    { run: String(RUN_ID), why: 'rate limit' },
  ]);
  expect(run.attempts).toHaveLength(1);
});

test('a message that was lost is found by the first sweep of a day', async () => {
  const { run } = await endedTraining(emulator, project);
  await project.queue.clearMessages();
  emulator.github.api.repository.runs
    .filter(({ workflow }) => workflow.path.endsWith('/relay.yml'))
    .forEach(({ id }) => {
      emulator.github.api.repository.removeRun(id);
    });
  const swept = await sweep();
  expect(JSON.parse(swept.run.outputs.resumed ?? '')).toMatchObject([{ run: String(RUN_ID), attempt: 2 }]);
  expect(run.attempts).toHaveLength(2);
});

test('it disables its workflow when nothing is in flight, and a run that leaves a training can enable it', async () => {
  const relay = workflowOf(emulator, 'relay.yml');
  const inputs = { 'disable-when-idle': 'true' };
  emulator.service.trainings.add(project.projectId, { status: 'Training', name: `gh-${RUN_ID}-0123abcd` });
  await sweep({ inputs });
  expect(relay.state).toBe('active');
  emulator.service.trainings.abandon(project.project);
  project.project.iterations.length = 0;
  const swept = await sweep({ inputs });
  expect(relay.state).toBe('disabled_manually');
  expect(swept.run.summary).toContain('disabled itself');
  emulator.github.api.repository.setState(relay, 'active');
});

test('inputs that are refused are named all at once', async () => {
  const { run, requests } = await sweep({
    inputs: { endpoint: '', 'notification-queue-uri': 'x', 'most-reruns': '0', 'reconcile-hours': 'daily' },
  });
  expect(requests).toEqual([]);
  const { title, message } = errorOf(run);
  expect(title).toBe('Inputs refused');
  expect(message.match(/^- [\w-]+/gm)).toEqual([
    '- endpoint',
    '- notification-queue-uri',
    '- reconcile-hours',
    '- most-reruns',
  ]);
});

test('what may have had its last turn is one line of a warning, with a next step', async () => {
  const { run, iterationId } = await endedTraining(emulator, project);
  await project.queue.clearMessages();
  // The run has changed since its training ended, so only its jobs tell whether an attempt has delivered it.
  latestOf(run).updatedAt = emulator.clock.now() + 60_000;
  await emulator.clock.pass(40 * 3_600_000);
  const limit = { status: 403, message: 'You have exceeded a secondary rate limit' };
  emulator.github.faults.add({ of: '/jobs', fault: { ...limit, headers: { 'retry-after': '300' } } });
  const swept = await sweep();
  expect(JSON.parse(swept.run.outputs['given-up'] ?? '')).toMatchObject([
    { run: String(RUN_ID), iteration: iterationId, why: 'no turn' },
  ]);
  const warnings = swept.run.annotations.filter(({ level }) => level === 'warning');
  expect(warnings).toMatchObject([{ title: 'Run not resumed' }]);
  expect(warnings[0]?.message).toMatch(
    /^1 training had no turn in this sweep, .*\nNext: see whether [^\n]+$/,
  );
  expect(warnings[0]?.message).not.toContain(iterationId);
});
