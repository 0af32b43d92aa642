import { expect, test } from '@jest/globals';
import { readTag } from '../../../src/custom-vision/entities.ts';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import type { Findings } from '../../../src/plan/findings.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';
import { iterationName } from '../../../src/train/iteration-name.ts';
import { COMPACT } from '../../../trials/fakes/fake-domains.ts';
import { iterationOf } from '../../../trials/fakes/fake-findings.ts';
import { CONTAINER_URI, ITERATION, OTHER_ITERATION, QUEUE_URI } from '../../../trials/fakes/fake-services.ts';
import { REGULAR } from '../../../trials/fakes/training-scene.ts';
import { plan, step } from './planned.ts';

const TRAINED = iterationOf(ITERATION, 'Completed', 20);
const FAILED = iterationOf(ITERATION, 'Failed', 20);
const RUNNING = iterationOf(OTHER_ITERATION, 'Training', 21);
const BLANK = iterationOf(OTHER_ITERATION, 'New', 22);
test.each<{
  what: string;
  findings?: Partial<Findings>;
  inputs?: Partial<Inputs>;
  training: string;
  said: string[];
  exported: string;
}>([
  {
    what: 'nothing is trained: a training, for sure',
    training: 'started',
    said: ['has no trained iteration yet', 'Regular, on all of its tags (2 now)'],
    exported: 'asked for',
  },
  {
    what: 'a blank iteration is none',
    findings: { iterations: [BLANK] },
    training: 'started',
    said: ['has no trained iteration yet'],
    exported: 'asked for',
  },
  {
    what: 'when-unchanged: reuse, and one is trained',
    findings: { iterations: [TRAINED, BLANK] },
    training: 'started if something changed',
    said: ['is not known', `If nothing changed, a run would use iteration ${ITERATION} again`],
    exported: 'asked for',
  },
  {
    what: 'when-unchanged: fail, and one is trained',
    findings: { iterations: [TRAINED] },
    inputs: { whenUnchanged: 'fail' },
    training: 'started if something changed',
    said: [
      'If nothing changed, a run would end red, with the title "Nothing changed" (when-unchanged: fail)',
    ],
    exported: 'asked for',
  },
  {
    what: 'when-unchanged: retrain',
    findings: { iterations: [TRAINED] },
    inputs: { whenUnchanged: 'retrain' },
    training: 'started',
    said: ['when-unchanged is retrain', 'whether or not anything changed'],
    exported: 'asked for',
  },
  {
    what: 'when-unchanged: reuse, and the newest failed',
    findings: { iterations: [FAILED] },
    training: 'started if something changed',
    said: [`with the title "Training failed before": the training of iteration ${ITERATION} failed`],
    exported: 'asked for',
  },
  {
    what: 'when-unchanged: fail, and the newest failed',
    findings: { iterations: [FAILED] },
    inputs: { whenUnchanged: 'fail' },
    training: 'started if something changed',
    said: ['with the title "Nothing changed"'],
    exported: 'asked for',
  },
  {
    what: 'retry-failed, and the newest failed',
    findings: { iterations: [FAILED] },
    inputs: { retryFailed: true },
    training: 'started',
    said: [`The training of iteration ${ITERATION}, the newest one, failed, and retry-failed is true`],
    exported: 'asked for',
  },
  {
    what: 'one is running',
    findings: { iterations: [TRAINED, RUNNING] },
    training: 'awaited, and then started if something changed since',
    said: [
      `Iteration ${OTHER_ITERATION} is being trained`,
      `use iteration ${OTHER_ITERATION} again, if its training ends well`,
    ],
    exported: 'asked for',
  },
  {
    what: 'one is running, and when-unchanged: retrain',
    findings: { iterations: [TRAINED, RUNNING] },
    inputs: { whenUnchanged: 'retrain' },
    training: 'started, after the end of the one that runs',
    said: [`Iteration ${OTHER_ITERATION} is being trained`],
    exported: 'asked for',
  },
  {
    what: 'it attaches to one that is trained',
    findings: { iterations: [TRAINED], attachTo: TRAINED },
    inputs: { whenUnchanged: 'retrain' },
    training: 'not started',
    said: [`iteration-id names iteration ${ITERATION}, and it is trained`],
    exported: 'asked for',
  },
  {
    what: 'it attaches to one that is running',
    findings: { iterations: [RUNNING], attachTo: RUNNING },
    training: 'awaited',
    said: ['a run would wait for its end'],
    exported: 'asked for',
  },
  {
    what: 'a later attempt goes on with its own',
    findings: {
      iterations: [iterationOf(ITERATION, 'Completed', 20, { name: iterationName('4711', REGULAR) })],
      workflow: { runId: '4711', attempt: 2 },
    },
    inputs: { whenUnchanged: 'retrain' },
    training: 'not started',
    said: ['an earlier attempt of this workflow run started that of iteration'],
    exported: 'asked for',
  },
  {
    what: 'another run has trained the newest with other inputs',
    findings: { iterations: [iterationOf(ITERATION, 'Completed', 20, { name: 'gh-1-00000000' })] },
    training: 'started if something changed',
    said: ['By its name that iteration was trained with other training inputs'],
    exported: 'asked for',
  },
  {
    what: 'the newest was trained with the same tags, by their ids',
    findings: {
      iterations: [
        iterationOf(ITERATION, 'Completed', 20, {
          name: iterationName('1', { ...REGULAR, selectedTags: ['id'] }),
        }),
      ],
      selectedTags: ['id'],
    },
    inputs: { selectedTags: ['bolt'] },
    training: 'started if something changed',
    said: ['on 1 of its 2 tags.'],
    exported: 'asked for',
  },
  {
    what: 'an advanced training, with an e-mail',
    inputs: { trainingType: 'Advanced', reservedBudgetHours: 2, notificationEmail: 'team@example.com' },
    training: 'started',
    said: ['Advanced of at most 2 h', 'would write to notification-email'],
    exported: 'asked for',
  },
  {
    what: 'too few images',
    findings: { tags: [readTag({ id: ITERATION, name: 'bolt', imageCount: 4 })] },
    training: 'started',
    said: ['These may be too few images', '| 4: bolt', 'with the title "Too few images or tags"'],
    exported: 'asked for',
  },
])('$what', ({ findings, inputs, training, said, exported }) => {
  const steps = plan(findings, inputs);
  expect(step('Training', steps).outcome).toBe(training);
  for (const words of said) {
    expect(step('Training', steps).said).toContain(words);
  }
  expect(step('Export', steps).outcome).toBe(exported);
});

test('the same tags are not called other inputs', () => {
  const name = iterationName('1', { ...REGULAR, selectedTags: ['id'] });
  const iterations = [iterationOf(ITERATION, 'Completed', 20, { name })];
  const steps = plan({ iterations, selectedTags: ['id'] }, { selectedTags: ['bolt'] });
  expect(step('Training', steps).said).not.toContain('By its name');
});

test.each<[string, Findings['integration'], string, string]>([
  ['is right', 'kept', 'kept', 'already'],
  ['is missing', 'set', 'set', 'lacks a queue or a container'],
  ['is another', 'replaced', 'replaced', 'replace-integration is true'],
])('an integration that %s', (_what, integration, outcome, words) => {
  const storage = step('Storage', plan({ integration }));
  expect(storage.outcome).toBe(outcome);
  expect(storage.said).toContain(words);
});

test('the limit of the service is told where a training may begin, and only there', () => {
  const iterations = Array.from({ length: 20 }, (_unused, index) =>
    iterationOf(`0a1b2c3d-0000-4000-8000-0000000000${index + 10}`, 'Completed', index + 1),
  );
  expect(step('Iterations', plan({ iterations })).outcome).toBe('too many for a training');
  expect(step('Iterations', plan({ iterations: iterations.slice(1) })).outcome).toBe('kept');
  expect(step('Iterations', plan({ iterations, attachTo: TRAINED })).outcome).toBe('no such step');
  const own = iterationOf(ITERATION, 'Completed', 25, { name: iterationName('4711', REGULAR) });
  const later = { iterations: [...iterations, own], workflow: { runId: '4711', attempt: 2 } };
  expect(step('Iterations', plan(later, { whenUnchanged: 'fail' })).outcome).toBe('no such step');
});

const uris = (queue: string, container: string): Pick<Inputs, 'queue' | 'container'> => ({
  queue: parseStorageUri(QUEUE_URI + queue, 'queue', { dryRun: true }),
  container: parseStorageUri(CONTAINER_URI + container, 'container', { dryRun: true }),
});

test.each<[string, Partial<Inputs>, string, string[]]>([
  ['keys', { trainingKey: 'k', storageAccountKey: 's' }, 'enough for a run', []],
  ['Entra ID', {}, 'not tried', ['Custom Vision Trainer', 'Storage Queue Data Contributor']],
  ['a key, and Entra ID for storage', { trainingKey: 'k' }, 'not tried', ['Storage Queue Data Contributor']],
  ['signatures', { trainingKey: 'k', ...uris('?sp=rup&sig=x', '?sp=rl&sig=x') }, 'enough for a run', []],
  [
    'signatures that only read',
    { trainingKey: 'k', ...uris('?sp=r&sig=x', '?sp=l&sig=x') },
    'too few for a run',
    ['sp=r lacks p', 'sp=l lacks r'],
  ],
  [
    'a stored policy',
    { trainingKey: 'k', ...uris('?si=policy&sig=x', '?sp=rl&sig=x') },
    'not tried',
    ['stored access policy'],
  ],
])('rights, by %s', (_what, inputs, outcome, words) => {
  const rights = step('Rights', plan({}, inputs));
  expect(rights.outcome).toBe(outcome);
  expect(words.filter((word) => !rights.said.includes(word))).toEqual([]);
  expect(rights.said).not.toContain('sig');
});

test('of a project that a run would create, no more is told than that', () => {
  const project = { name: 'Screws', domain: COMPACT, classificationType: null };
  const steps = plan({ project, integration: null, tags: [] });
  expect(steps.map(({ about, outcome }) => `${about}: ${outcome}`)).toEqual([
    'Project: created',
    'Storage: set',
    'Training: refused by the service',
    'Rights: not tried',
  ]);
  expect(step('Rights', steps).said).toContain('Custom Vision Contributor');
});

test('a run without time to wait ends pending', () => {
  expect(step('Time', plan({}, { timeoutMinutes: 0 })).said).toContain('status pending');
});
