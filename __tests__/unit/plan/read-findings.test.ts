import { beforeEach, expect, test } from '@jest/globals';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import { foretell } from '../../../src/plan/dry-run.ts';
import type { PlanStep } from '../../../src/plan/findings.ts';
import type { CheckedProject } from '../../../src/project/checked-project.ts';
import type { Failure } from '../../../src/report/failure.ts';
import { COMPACT } from '../../../trials/fakes/fake-domains.ts';
import { fakeFindings, iterationOf } from '../../../trials/fakes/fake-findings.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import { fakeWorld, ITERATION, PROJECT } from '../../../trials/fakes/fake-services.ts';
import { refusal } from '../../../trials/fakes/fake-training-api.ts';

const TRAINED = iterationOf(ITERATION, 'Completed', 20);
const ATTACHED: Partial<CheckedProject> = { iterations: [TRAINED], attachTo: TRAINED };
const MINIMUM = {
  gate: { ...fakeInputs().gate, minimums: { precision: 0.95, recall: null, averagePrecision: null } },
};

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
  world.api
    .on('GetProject', { id: PROJECT, name: 'Fruit', settings: {} })
    .on('GetTags', [])
    .on('GetExports', [])
    .on('GetIterationPerformance', { precision: 0.9, recall: 0.8, averagePrecision: 0.85 });
});

async function plan(
  checked: Partial<Omit<CheckedProject, 'tags'>> = {},
  inputs: Partial<Inputs> = {},
): Promise<PlanStep[]> {
  const given = fakeInputs({ dryRun: true, uploadArtifact: false, ...inputs });
  return await foretell(given, fakeFindings(checked), world.ofResource);
}

async function failure(
  checked: Partial<Omit<CheckedProject, 'tags'>>,
  inputs: Partial<Inputs> = {},
): Promise<Failure> {
  return (await plan(checked, inputs).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

const outcomes = (steps: readonly PlanStep[]): string[] =>
  steps.map(({ about, outcome }) => `${about}: ${outcome}`);

test('an iteration that is surely used is told in the outputs, with its figures', async () => {
  await plan(ATTACHED, MINIMUM);
  expect(Object.fromEntries(world.outputs)).toMatchObject({
    projectId: PROJECT,
    iterationId: ITERATION,
    precision: '0.9',
    gate: 'failed',
  });
});

test('one that is perhaps used is told in the plan alone', async () => {
  const steps = await plan({ iterations: [TRAINED] }, MINIMUM);
  expect(outcomes(steps)).toContain('Gate: failed, if the newest iteration is used again');
  expect([...world.outputs.keys()]).toEqual(['projectId']);
});

test('only reads are sent, and each plan is in the log', async () => {
  const steps = await plan({ iterations: [TRAINED] });
  expect(world.api.requests.filter(({ method }) => (method ?? 'get') !== 'get')).toEqual([]);
  for (const one of outcomes(steps)) {
    expect(world.report.log).toContain(`- ${one}.`);
  }
});

test('figures that a run would surely need and cannot read end it, in the same words', async () => {
  world.api.on('GetIterationPerformance', refusal('BadRequestInvalid'));
  expect((await failure(ATTACHED, MINIMUM)).message).toContain('Could not read the metrics');
  expect(outcomes(await plan({ iterations: [TRAINED] }, MINIMUM))).toContain('Gate: not known');
});

test('an artifact service in trouble leaves the names unknown', async () => {
  world.artifacts.find = () => Promise.reject(new Error('503'));
  const steps = await plan({}, { uploadArtifact: true });
  expect(steps.find(({ about }) => about === 'Artifact model.zip')?.lines.join()).toContain(
    'could not be asked',
  );
});

test('nothing is read of a project that is yet to be created', async () => {
  await plan({ project: { name: 'Fruit', domain: COMPACT, classificationType: null } });
  expect(world.api.requests).toEqual([]);
  expect([...world.outputs.keys()]).toEqual([]);
});
