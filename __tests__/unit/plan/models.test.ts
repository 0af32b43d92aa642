import { expect, test } from '@jest/globals';
import { type Iteration, readExport } from '../../../src/custom-vision/entities.ts';
import type { ExportTarget } from '../../../src/custom-vision/platforms.ts';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import type { Assessment } from '../../../src/judge/judge-iteration.ts';
import type { Metrics } from '../../../src/judge/metrics.ts';
import type { Findings } from '../../../src/plan/findings.ts';
import { iterationOf } from '../../../trials/fakes/fake-findings.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import { ITERATION, OTHER_ITERATION } from '../../../trials/fakes/fake-services.ts';
import { again, plan, step } from './planned.ts';

const TRAINED = iterationOf(ITERATION, 'Completed', 20);
const RUNNING = iterationOf(OTHER_ITERATION, 'Training', 21);
const METRICS: Metrics = {
  iterationId: ITERATION,
  thresholds: { threshold: 0.5, overlapThreshold: 0.3 },
  precision: 0.9,
  recall: 0.8,
  averagePrecision: 0.85,
  deviations: { precision: null, recall: null },
  tags: [],
};

const ASSESSED: Assessment = {
  metrics: { ...METRICS, previous: null, published: null },
  incumbent: null,
  gate: 'passed',
  broken: [],
};
const BELOW: Assessment = {
  ...ASSESSED,
  gate: 'failed',
  broken: [{ figure: 'recall', tag: null, found: 0.8, least: 0.9, than: 'minimum', theirs: null }],
};
const ASKED = {
  gate: { ...fakeInputs().gate, minimums: { precision: null, recall: 0.9, averagePrecision: null } },
};

test.each<{
  what: string;
  iteration: Iteration;
  attached: boolean;
  assessment: Assessment | null;
  inputs?: Partial<Inputs>;
  gate: string;
  said: string;
  exported: string;
}>([
  {
    what: 'nothing is asked for',
    iteration: TRAINED,
    attached: true,
    assessment: { ...ASSESSED, gate: 'none' },
    gate: 'none',
    said: 'precision 0.9, recall 0.8',
    exported: 'asked for',
  },
  {
    what: 'passed',
    iteration: TRAINED,
    attached: true,
    assessment: ASSESSED,
    inputs: ASKED,
    gate: 'passed',
    said: 'keeps every rule',
    exported: 'asked for',
  },
  {
    what: 'failed',
    iteration: TRAINED,
    attached: true,
    assessment: BELOW,
    inputs: ASKED,
    gate: 'failed',
    said: 'recall 0.8, at least 0.9 (minimum)',
    exported: 'not asked for',
  },
  {
    what: 'failed, perhaps',
    iteration: TRAINED,
    attached: false,
    assessment: BELOW,
    inputs: ASKED,
    gate: again('failed'),
    said: 'Of a model that is not trained yet',
    exported: again('not asked for'),
  },
  {
    what: 'not read',
    iteration: TRAINED,
    attached: false,
    assessment: null,
    inputs: ASKED,
    gate: 'not known',
    said: 'could not be read',
    exported: 'asked for',
  },
  {
    what: 'not trained',
    iteration: RUNNING,
    attached: true,
    assessment: null,
    inputs: ASKED,
    gate: 'not known',
    said: 'is not trained yet',
    exported: 'asked for',
  },
])('the gate of an iteration: $what', ({ iteration, attached, assessment, inputs, gate, said, exported }) => {
  const steps = plan({ iterations: [iteration], attachTo: attached ? iteration : null, assessment }, inputs);
  expect(step('Gate', steps).outcome).toBe(gate);
  expect(step('Gate', steps).said).toContain(said);
  expect(step('Export', steps).outcome).toBe(exported);
});

test('a model that the gate stops goes into no artifact', () => {
  const steps = plan({ iterations: [TRAINED], attachTo: TRAINED, assessment: BELOW }, ASKED);
  expect(step('Artifact', steps).outcome).toBe('no such step');
});

test.each<[string, ExportTarget, string]>([
  ['done', { platform: 'ONNX', flavor: null }, 'there already'],
  ['of another flavor', { platform: 'ONNX', flavor: 'OnnxFloat16' }, 'asked for'],
  ['running', { platform: 'CoreML', flavor: null }, 'running already'],
  ['failed', { platform: 'DockerFile', flavor: null }, 'asked for once more'],
  ['absent', { platform: 'TensorFlow', flavor: null }, 'asked for'],
])('an export that is %s', (_what, target, outcome) => {
  const exports = [
    readExport({ platform: 'ONNX', status: 'Done' }),
    readExport({ platform: 'CoreML', status: 'Exporting' }),
    readExport({ platform: 'DockerFile', status: 'Failed' }),
  ];
  const found = { iterations: [TRAINED], exports };
  const platforms = [target] as const;
  expect(step('Export', plan({ ...found, attachTo: TRAINED }, { platforms })).outcome).toBe(outcome);
  expect(step('Export', plan(found, { platforms })).outcome).toBe(
    outcome === 'asked for' ? outcome : again(outcome),
  );
});

test.each<[string, Findings['artifacts'], boolean, string, string]>([
  ['free', new Map([['model.zip', 'free']]), false, 'uploaded', 'No artifact'],
  ['taken', new Map([['model.zip', 'taken']]), false, 'there already', 'under the next free name'],
  ['taken, with overwrite', new Map([['model.zip', 'taken']]), true, 'there already', 'would replace it'],
  ['not known', new Map([['model.zip', 'not known']]), false, 'uploaded', 'could not be asked'],
  ['not wanted', null, false, 'not uploaded', 'modelPath'],
])('an artifact whose name is %s', (_what, artifacts, overwrite, outcome, words) => {
  const artifact = step('Artifact', plan({ artifacts }, { overwrite }));
  expect(artifact.outcome).toBe(outcome);
  expect(artifact.said).toContain(words);
});
