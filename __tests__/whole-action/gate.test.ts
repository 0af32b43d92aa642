/** A model is delivered only if it is as good as the inputs ask for, whatever way the run came by it. */
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { SeededProject } from '../../emulator/emulator.ts';
import type { FigureSettings } from '../../emulator/custom-vision/resource/figures.ts';
import type { IterationSeed } from '../../emulator/custom-vision/resource/iteration-seed.ts';
import { jobOutputs, runAction } from '../../emulator/github/runner/runner.ts';
import { ENDS_WHEN_AWAITED, NOT_BY_ITSELF, WHEN_AWAITED } from '../../trials/endings.ts';
import { artifactsOf, errorOf, play, type Scenario, workflowRunOf, writes } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

let emulator: TimedEmulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 20_000 } });
});
afterAll(async () => {
  await emulator.close();
});

/** Of a run that trains in an integrated project and delivers one model: what the service was asked before there was a gate. */
const CALLS_WITHOUT = 9;

const GOOD = { precision: 0.9, recall: 0.8, averagePrecision: 0.85 };

/** A project with iterations that were trained before, the newest last; what it trains next has these figures. */
async function projectWith(
  figures: FigureSettings,
  earlier: readonly IterationSeed[] = [],
): Promise<SeededProject> {
  const project = await emulator.addProject({ integrated: true });
  for (const seed of earlier) {
    emulator.service.trainings.add(project.projectId, seed);
  }
  emulator.service.projects.addImages(project.projectId, 1, project.project.tags[0]?.id);
  project.project.figures = { ...GOOD, ...figures };
  return project;
}

function expectNothingDelivered({ run, requests }: Scenario, project: SeededProject): void {
  expect(run.exitCode).toBe(1);
  expect(requests.filter((request) => /\/export\b|→ 5|CreateArtifact/.test(request))).toEqual([]);
  expect(artifactsOf(emulator, project)).toEqual([]);
  expect(run.outputs).toMatchObject({ gate: 'failed', modelUri: '', modelPath: '', artifactName: '' });
}

interface Rule {
  readonly what: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly figures?: FigureSettings;
  readonly earlier?: readonly IterationSeed[];
  /** What the annotation says of the rule that is not kept; without it the rule is. */
  readonly misses?: string;
}

const PREVIOUS = { 'no-worse-than': 'previous' };
const PUBLISHED = { 'no-worse-than': 'published' };
const NUT = { tags: { hemlock: { recall: 0.5 } } };

const RULES: readonly Rule[] = [
  { what: 'the precision is the least', inputs: { 'minimum-precision': '0.9' } },
  {
    what: 'the precision is below the least by little',
    inputs: { 'minimum-precision': '0.9' },
    figures: { precision: 0.89999 },
    misses: 'precision 0.89999, at least 0.9 (minimum)',
  },
  { what: 'the recall is the least', inputs: { 'minimum-recall': '.8' } },
  {
    what: 'the recall is below the least',
    inputs: { 'minimum-recall': '0.81' },
    misses: 'recall 0.8, at least 0.81 (minimum)',
  },
  { what: 'the average precision is the least', inputs: { 'minimum-average-precision': '0.85' } },
  {
    what: 'the average precision is below the least',
    inputs: { 'minimum-average-precision': '0.86' },
    misses: 'average precision 0.85, at least 0.86 (minimum)',
  },
  { what: 'a tag is below the least of the model', inputs: { 'minimum-recall': '0.8' }, figures: NUT },
  {
    what: 'a tag is below the least of tags',
    inputs: { 'minimum-recall': '0.7', 'minimum-for': 'tags' },
    figures: NUT,
    misses: 'recall 0.5, at least 0.7 (minimum), of the tag "hemlock"',
  },
  {
    what: 'all tags are above the least of tags',
    inputs: { 'minimum-recall': '0.5', 'minimum-for': 'tags' },
    figures: NUT,
  },
  {
    what: 'it falls behind the previous one by just the tolerance',
    inputs: PREVIOUS,
    earlier: [{ figures: { ...GOOD, recall: 0.1 } }, { figures: { ...GOOD, recall: 0.82 } }],
  },
  {
    what: 'it falls behind the previous one by more',
    inputs: { ...PREVIOUS, tolerance: '0' },
    earlier: [{ figures: { ...GOOD, recall: 0.1 } }, { figures: { ...GOOD, recall: 0.82 } }],
    misses: 'recall 0.8, at least 0.82 (no-worse-than: previous, which has 0.82)',
  },
  {
    what: 'the previous one was trained before one that failed',
    inputs: PREVIOUS,
    earlier: [{ figures: { ...GOOD, precision: 1 } }, { status: 'Failed' }],
    misses: 'precision 0.9, at least 0.98 (no-worse-than: previous, which has 1)',
  },
  {
    what: 'it falls behind the newest published one, of whatever name',
    inputs: PUBLISHED,
    earlier: [
      { publishName: 'production', figures: GOOD },
      { publishName: 'staging', figures: { ...GOOD, averagePrecision: 0.9 } },
      { figures: GOOD },
    ],
    misses: 'average precision 0.85, at least 0.88 (no-worse-than: published, which has 0.9)',
  },
  {
    what: 'it falls behind an older published one only',
    inputs: PUBLISHED,
    earlier: [
      { publishName: 'production', figures: { precision: 1, recall: 1 } },
      { publishName: 'staging', figures: GOOD },
    ],
  },
  { what: 'there is no previous one', inputs: { ...PREVIOUS, tolerance: '0' } },
  { what: 'none is published', inputs: PUBLISHED, earlier: [{ figures: { precision: 1 } }] },
  {
    what: 'the service has no such figure',
    inputs: { 'minimum-recall': '0' },
    figures: { recall: NaN },
    misses: 'recall is not known, at least 0 (minimum)',
  },
  {
    what: 'the service has no such figure of the previous one',
    inputs: PREVIOUS,
    earlier: [{ figures: { precision: 'absent' } }],
    misses: 'precision 0.9, that of the other iteration is not known (no-worse-than: previous)',
  },
  {
    what: 'the service has no figure that no rule needs',
    inputs: { 'minimum-precision': '0.9' },
    figures: { recall: null, averagePrecision: 'absent', tags: { hemlock: { recall: NaN } } },
  },
];

test.each(RULES)('$what: $inputs', async ({ inputs, figures = {}, earlier, misses }) => {
  const project = await projectWith(figures, earlier);
  const scenario = await play(emulator, project, { inputs: { ...inputs, 'upload-artifact': 'false' } });
  const { run } = scenario;

  expect(run.outputs).toMatchObject({ trained: 'true', precision: '0.9' });
  if (misses === undefined) {
    expect(run.outputs).toMatchObject({ status: 'succeeded', gate: 'passed' });
    expect(run.annotations).toEqual([]);
    return;
  }
  expect(run.outputs.status).toBe('below-threshold');
  expect(errorOf(run)).toMatchObject({ title: 'Model below the threshold' });
  expect(errorOf(run).message.split('\n')[1]).toBe(misses);
  expect(run.summary).toMatch(/^## Model below the threshold\n/);
  expectNothingDelivered(scenario, project);
});

test('the figures of three iterations take four calls, and no gate changes nothing of the rest', async () => {
  const figures = { precision: 0.5, recall: 0.123456 };
  const project = await projectWith(figures, [
    { publishName: 'production', figures: { precision: 1 } },
    { figures: { precision: 0.75 } },
  ]);
  const [published, previous] = project.project.iterations;
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs).toMatchObject({
    status: 'succeeded',
    gate: 'none',
    precision: '0.5',
    recall: '0.1235',
  });
  const [hemlock, cherry] = project.project.tags;
  const shape = {
    thresholds: { threshold: 0.5, overlapThreshold: 0.3 },
    ...{ precision: 1, recall: expect.any(Number), averagePrecision: expect.any(Number) },
    deviations: { precision: expect.any(Number), recall: expect.any(Number) },
  };
  const ofTags = (images: readonly (number | null)[]) =>
    [hemlock, cherry].map((tag, index) => ({
      ...{ id: tag?.id, name: tag?.name, images: images[index] },
      ...{ precision: expect.any(Number), recall: expect.any(Number), averagePrecision: expect.any(Number) },
    }));
  const other = { ...shape, tags: ofTags([null, null]) };
  expect(JSON.parse(scenario.run.outputs.metrics ?? '')).toEqual({
    ...shape,
    ...{
      iterationId: scenario.run.outputs.iterationId,
      precision: 0.5,
      recall: 0.123456,
      averagePrecision: 0.85,
    },
    tags: ofTags([7, 6]),
    previous: { ...other, iterationId: previous?.id, precision: 0.75 },
    published: { ...other, iterationId: published?.id },
  });
  const calls = scenario.requests.filter((request) => request.includes('/customvision/'));
  const own = calls.filter((request) =>
    /\/performance\?threshold=0.5&overlapThreshold=0.3 → 200$|\/tags[ ?]/.test(request),
  );
  expect(own).toHaveLength(4);
  // The preflight has read the tags already.
  expect(own.filter((request) => request.includes('/tags'))).toHaveLength(1);
  expect(calls.length - own.length).toBe(CALLS_WITHOUT);
});

test.each<{ way: string; arrange: (project: SeededProject) => Promise<Readonly<Record<string, string>>> }>([
  {
    way: 'nothing changed since it was trained',
    arrange: (project) => {
      emulator.service.trainings.add(project.projectId);
      return Promise.resolve({});
    },
  },
  {
    way: 'attached to',
    arrange: (project) => {
      const { id } = emulator.service.trainings.add(project.projectId);
      return Promise.resolve({ 'iteration-id': id });
    },
  },
  {
    way: 'attached to while it is trained',
    arrange: (project) => {
      const { id } = emulator.service.trainings.add(project.projectId, { status: 'Training' });
      return Promise.resolve({ 'iteration-id': id });
    },
  },
  {
    way: 'left to a later run',
    arrange: async (project) => {
      project.project.behavior.trainingSeconds = NOT_BY_ITSELF;
      const { run } = await play(emulator, project, {
        inputs: { 'minimum-recall': '0.9', 'timeout-minutes': '0', 'on-timeout': 'detach' },
      });
      expect(run.outputs).toMatchObject({ status: 'pending', gate: 'none', metrics: '' });
      expect(run.summary).toContain('picks up where this run stopped');
      project.project.behavior.trainingSeconds = WHEN_AWAITED;
      return {};
    },
  },
])('a model is judged where it was $way, and again with a lower bar', async ({ arrange }) => {
  const project = await projectWith({});
  const inputs = await arrange(project);
  const scenario = await play(emulator, project, { inputs: { ...inputs, 'minimum-recall': '0.9' } });
  expect(scenario.run.outputs).toMatchObject({ status: 'below-threshold', trained: 'false', recall: '0.8' });
  expectNothingDelivered(scenario, project);
  expect(writes(scenario).filter((request) => request.startsWith('DELETE'))).toEqual([]);

  const id = scenario.run.outputs.iterationId ?? '';
  expect(errorOf(scenario.run).message).toContain(`run again with iteration-id: ${id}`);
  const again = await play(emulator, project, { inputs: { 'iteration-id': id, 'minimum-recall': '0.8' } });
  expect(again.run.outputs).toMatchObject({ status: 'succeeded', gate: 'passed', iterationId: id });
});

test.each<{ late: number; inputs: Readonly<Record<string, string>>; ends: object; says: string }>([
  {
    late: 3,
    inputs: { 'minimum-recall': '0.8' },
    ends: { status: 'succeeded', gate: 'passed', recall: '0.8' },
    says: 'it is asked again for a while',
  },
  {
    late: Infinity,
    inputs: {},
    ends: { status: 'succeeded', gate: 'none', recall: '', metrics: '' },
    says: 'could not be read: GetIterationPerformance was answered 404 NotFoundIterationPerformance.',
  },
  {
    late: Infinity,
    inputs: { 'minimum-recall': '0.8' },
    ends: { status: 'below-threshold', gate: 'failed', recall: '' },
    says: 'recall is not known, at least 0.8 (minimum)',
  },
])(
  'figures that the service does not have for $late questions, with $inputs',
  async ({ late, inputs, ends, says }) => {
    const project = await projectWith({});
    project.project.behavior.lateFigures = late;
    const scenario = await play(emulator, project, { inputs: { ...inputs, 'upload-artifact': 'false' } });
    expect(scenario.run.outputs).toMatchObject(ends);
    expect(scenario.run.log).toContain(says);
    expect(scenario.requests.filter((request) => request.includes('/performance'))).toHaveLength(
      Math.min(late + 1, 6),
    );
  },
);

test.each([
  ['a refusal', { status: 403, when: 'before' }, 'Key or role refused'],
  ['a service in trouble', { status: 503, when: 'before' }, 'Service in trouble'],
  ['half an answer', { truncate: true }, 'Service in trouble'],
  ['no answer', { hang: true }, 'Service out of reach'],
] as const)(
  '%s to whoever asks for figures ends no run that needs none, and one that does',
  async (_what, fault, title) => {
    const project = await projectWith({}, [{}]);
    const { projectId } = project;
    for (const operation of ['GetIterationPerformance', 'GetTags']) {
      emulator.faults.add({ operation, projectId, times: 1_000, fault });
    }
    const unanswered = ['/performance', '/tags'];
    const free = await play(emulator, project, { inputs: { 'upload-artifact': 'false' }, unanswered });
    expect(free.run.outputs).toMatchObject({ status: 'succeeded', gate: 'none', metrics: '' });
    expect(free.run.annotations).toEqual([]);

    const gated = await play(emulator, project, { inputs: { 'no-worse-than': 'previous' }, unanswered });
    expect(gated.run.outputs).toMatchObject({ status: 'failed', gate: 'failed' });
    expect(errorOf(gated.run)).toMatchObject({ title });
    expect(gated.requests.filter((request) => request.includes('/export'))).toHaveLength(0);
  },
);

interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
}

/** README shows it. */
const EXAMPLE = path.join(import.meta.dirname, '..', '..', 'examples', 'oidc.yml');
const { jobs } = parse(readFileSync(EXAMPLE, 'utf8')) as {
  readonly jobs: Readonly<Record<'train' | 'deploy', Job>>;
};

/** Whether GitHub would run the job of the README: its needs have succeeded, and its condition holds. */
function isRun({ needs = '', if: condition = '' }: Job, { run }: Scenario): boolean {
  // A condition without a status function holds only where success() does.
  expect(needs).toBe('train');
  const [, name = '', value] = /^needs\.train\.outputs\.(\w+) == '([^']*)'$/.exec(condition) ?? [];
  expect(jobs.train.outputs?.[name]).toBe(`\${{ steps.model.outputs.${name} }}`);
  expect(value).toBeDefined();
  return run.conclusion === 'success' && jobOutputs(run).outputs[name] === value;
}

test('the deploy job of the README does not run below the threshold, and not while nothing is delivered', async () => {
  const project = await projectWith({});
  const { projectId } = project;
  const below = await play(emulator, project, { inputs: { 'minimum-recall': '0.9' } });
  expect(below.run.outputs.status).toBe('below-threshold');
  expect(isRun(jobs.deploy, below)).toBe(false);
  // Nor is there anything that a job with another condition could take.
  expect(artifactsOf(emulator, project)).toEqual([]);
  const inputs = { 'timeout-minutes': '0', 'on-timeout': 'detach' };
  const pending = await play(emulator, project, { inputs });
  expect(pending.run.outputs).toMatchObject({ status: 'pending', gate: 'none' });
  expect(isRun(jobs.deploy, pending)).toBe(false);

  const good = await play(emulator, project, { inputs: { 'minimum-recall': '0.8' } });
  expect(isRun(jobs.deploy, good)).toBe(true);
  const deployed = await runAction({
    actionFolder: path.join(import.meta.dirname, '..', '..', 'emulator', 'github', 'download-artifact'),
    inputs: { name: jobOutputs(good.run).outputs.artifactName ?? '' },
    resultsUrl: emulator.resultsUrl,
    runtimeToken: emulator.artifacts.tokenFor({ runId: workflowRunOf(project), jobId: 'deploy' }),
  });
  await deployed.cleanUp();
  expect(deployed.conclusion).toBe('success');
  expect(deployed.outputs.digest).toBe(good.run.outputs.modelSha256);
  expect(emulator.service.projects.find(projectId).iterations).toHaveLength(1);
});

test('the summary is in a file of its own as well, on each end', async () => {
  const RUNNER_TEMP = await mkdtemp(path.join(tmpdir(), 'summaries-'));
  const project = await projectWith({});
  for (const [least, heading] of [
    ['0.9', 'Model below the threshold'],
    ['0.8', 'Model delivered'],
  ] as const) {
    const { run } = await play(emulator, project, {
      inputs: { 'minimum-recall': least },
      env: { RUNNER_TEMP },
    });
    expect(run.summary).toMatch(new RegExp(`^## ${heading}\n`));
    expect(await readFile(run.outputs.summaryPath ?? '', 'utf8')).toBe(run.summary);
    expect(run.summary).toMatch(/<p>\d+ looks at the queue, \d+ calls to the training service.<\/p>/);
    expect(run.summary).toContain('<td>minimum-recall</td>');
  }
  await rm(RUNNER_TEMP, { recursive: true });
});
