/**
 * Runs as their summaries tell them: one of each end, and the widest and longest that there may be.
 */
import type { ComparedMetrics, Metrics, TagFigures } from '../../src/judge/metrics.ts';
import { type DeliveredModel, unknownModel } from '../../src/report/outputs.ts';
import type { Story } from '../../src/summary/summary.ts';
import { planOf } from '../../src/plan/plan.ts';
import { fakeFindings, iterationOf } from '../fakes/fake-findings.ts';
import { fakeInputs } from '../fakes/fake-inputs.ts';
import { ITERATION, PROJECT } from '../fakes/fake-services.ts';

const DIGEST = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const { gate } = fakeInputs();
const ASKED: Story['gate'] = {
  ...gate,
  minimums: { precision: 0.85, recall: 0.9, averagePrecision: null },
  noWorseThan: 'published',
};

function model(platform: string, flavor: string | null, index: number): DeliveredModel {
  const name = `screws-${platform}${flavor === null ? '' : `-${flavor}`}.zip`;
  return {
    ...unknownModel({ platform, flavor }),
    modelUri: `https://account.blob.core.windows.net/models/${PROJECT}.${platform}`,
    path: `/tmp/${name}`,
    sha256: DIGEST,
    bytes: 6_400_000 * (index + 1),
    artifactName: name,
    artifactId: index,
    artifactUrl: `https://github.com/owner/repository/actions/runs/4711/artifacts/${index}`,
  };
}

function tag(name: string, index: number): TagFigures {
  const precision = 1 - index / 80;
  return { id: String(index), name, images: 20 + index, precision, recall: 0.98, averagePrecision: 0.95 };
}

function metrics(
  iterationId: string,
  [precision, recall, averagePrecision]: readonly [number, number, number],
  tags: readonly TagFigures[] = [],
): Metrics {
  return {
    iterationId,
    thresholds: { threshold: 0.5, overlapThreshold: 0.3 },
    precision,
    recall,
    averagePrecision,
    deviations: { precision: 0.031, recall: 0.047 },
    tags,
  };
}

const TAGS: readonly TagFigures[] = [
  { ...tag('bolt', 0), images: 64, precision: 0.984, recall: 0.952 },
  { ...tag('nut', 1), images: 58, precision: 0.957, recall: 0.931 },
  { ...tag('washer', 2), images: 19, precision: 0.828, recall: 0.64 },
];
const COMPARED: ComparedMetrics = {
  ...metrics(ITERATION, [0.923, 0.881, 0.947], TAGS),
  previous: metrics('previous', [0.911, 0.894, 0.941]),
  published: metrics('published', [0.935, 0.862, 0.947]),
};

const DELIVERED: Story = {
  status: 'succeeded',
  said: null,
  projectName: 'Screws of the bottling line, hall 3',
  projectId: PROJECT,
  iterationId: ITERATION,
  trained: true,
  gate: { ...ASKED, minimums: { ...ASKED.minimums, recall: 0.85 } },
  metrics: COMPARED,
  models: [model('ONNX', null, 0)],
  steps: [
    { name: 'Check project and storage', ms: 1_200 },
    { name: 'Train', ms: 1_104_000 },
    { name: 'Deliver the models', ms: 75_000 },
  ],
  looks: 412,
  calls: 21,
  chosen: [
    ['no-worse-than', 'published'],
    ['minimum-precision', '0.85'],
    ['artifact-name', 'screws-of-the-bottling-line.zip'],
  ],
  plan: null,
};

/** What a run has done that ends while the training goes on. */
const TO_TRAINING = DELIVERED.steps.slice(0, 2);
const NOTHING: readonly DeliveredModel[] = [unknownModel({ platform: 'ONNX', flavor: null })];

const FOUR = [
  model('ONNX', null, 0),
  model('TensorFlow', 'TensorFlowSavedModel', 1),
  model('DockerFile', 'Linux', 2),
  model('CoreML', null, 3),
];

/** By what the picture is to be called. */
export const STORIES: Readonly<Record<string, Story>> = {
  delivered: DELIVERED,
  'below-threshold': {
    ...DELIVERED,
    steps: [...TO_TRAINING, { name: 'Judge the model', ms: 800 }],
    status: 'below-threshold',
    gate: ASKED,
    models: NOTHING,
    said: {
      title: 'Model below the threshold',
      lines: [
        `Iteration ${ITERATION} is trained, but it does not reach what was asked for, so it was not exported and not delivered:`,
        'recall 0.881, at least 0.9 (minimum)',
        `Next: add images of what it gets wrong and run again; or, if this model will do, lower the minimum or raise the tolerance that it misses, and run again with iteration-id: ${ITERATION}; the training is not repeated.`,
      ],
    },
  },
  'training-failed': {
    ...DELIVERED,
    status: 'training-failed',
    metrics: null,
    models: NOTHING,
    steps: TO_TRAINING,
    said: {
      title: 'Training failed',
      lines: [
        `The training of iteration ${ITERATION} failed. The service says:`,
        '| Not enough images per tag for training',
        'These may be too few images: classification needs 2 tags, and at least 5 images of each.',
        'Images of each tag, the fewest first:',
        '| 3: washer',
        '| 20: bolt',
        'Next: look at the images and tags of the project in the portal, change what is wrong, and run again (the service trains nothing as long as nothing has changed since); or, to train once more without a change, give retry-failed: true, or when-unchanged: retrain.',
      ],
    },
  },
  pending: {
    ...DELIVERED,
    status: 'pending',
    metrics: null,
    models: NOTHING,
    steps: [
      { name: 'Check project and storage', ms: 1_200 },
      { name: 'Train', ms: 300 },
    ],
    said: {
      title: 'Timed out',
      lines: [
        `Waited 0 s for the training of iteration ${ITERATION}, and timeout-minutes is used up. What was started at the service goes on.`,
        'Next: run the workflow again, it picks up where this run stopped.',
      ],
    },
  },
  'dry-run': {
    ...DELIVERED,
    status: 'dry-run',
    iterationId: '',
    trained: false,
    metrics: null,
    models: NOTHING,
    steps: [{ name: 'Check project and storage', ms: 1_200 }],
    looks: 1,
    calls: 9,
    chosen: [['dry-run', 'true']],
    plan: planOf(
      fakeFindings({
        iterations: [iterationOf(ITERATION, 'Completed', 20)],
        integration: 'set',
        artifacts: new Map([['custom-vision-model.zip', 'free']]),
        assessment: { metrics: COMPARED, incumbent: null, gate: 'none', broken: [] },
      }),
      fakeInputs({ artifactName: 'custom-vision-model.zip' }),
    ),
  },
  'four-platforms': { ...DELIVERED, models: FOUR },
  'one-of-four-failed': {
    ...DELIVERED,
    status: 'export-failed',
    models: [...FOUR.slice(0, 3), unknownModel({ platform: 'CoreML', flavor: null })],
    said: {
      title: 'Export failed',
      lines: [
        '1 of 4 models could not be delivered: CoreML. The others are (output models).',
        `CoreML: The service reports the export of iteration ${ITERATION} as failed; it gives no reason.`,
        'Next: run again, the export is then asked for once more and the training is not repeated (retry-failed: true does so in the same run); if it fails again, choose another entry for platforms.',
      ],
    },
  },
  'sixty-tags': {
    ...DELIVERED,
    metrics: {
      ...COMPARED,
      tags: Array.from({ length: 60 }, (_unused, index) =>
        tag(index % 7 === 0 ? `a_tag_without_any_blank_in_a_long_name_${index}` : `tag ${index}`, index),
      ),
    },
  },
  'hostile-names': {
    ...DELIVERED,
    projectName: '| `</code><img src=x> @name #1 🔩',
    metrics: {
      ...COMPARED,
      tags: ['a|b', '<img src=x>', '@name', '#1', '`', '</td></table>', '🔩'.repeat(200)].map(tag),
    },
  },
};
