import { expect, test } from '@jest/globals';
import type { Annotation, Job } from '../../../src/github/workflow-runs.ts';
import { ofRun, type Told, type Verdict, verdictOn } from '../../../src/relay/plan.ts';
import type { Ended } from '../../../src/relay/run.ts';
import { PROJECT } from '../../../trials/fakes/fake-services.ts';
import { ago, iterationId, job, left, NOW } from './relay-scene.ts';

const DAY = 24 * 60;

function ended(more: Partial<Ended> = {}): Ended {
  return {
    ...{ projectId: PROJECT, iterationId: iterationId(1), runId: '1' },
    ...{ madeAt: ago(DAY), endedAt: ago(60), heardAt: ago(60) },
    ...more,
  };
}

/** In a word or two. */
function inWords(verdict: Verdict | undefined): string {
  if (verdict === undefined || verdict.kind === 'unclear') {
    return verdict?.kind ?? 'each';
  }
  return verdict.kind === 'due'
    ? `due: ${verdict.jobs.map(({ name }) => name).join(', ') || 'whole run'}`
    : `${verdict.kind}: ${verdict.why}`;
}

test.each<[what: string, jobs: Job[], verdict: string]>([
  ['no jobs yet', [], 'waiting: run goes on'],
  ['a job that is queued', [job(), job({ conclusion: null })], 'waiting: run goes on'],
  ['40 attempts', [job({ attempt: 40 })], 'given up: too many attempts'],
  ['39 attempts', [job({ attempt: 39 })], 'each'],
  ['a first job of 31 days ago', [job({ startedAt: ago(31 * DAY) }), job()], 'given up: too old'],
  ['a first job of 29 days ago', [job({ startedAt: ago(29 * DAY) }), job()], 'each'],
])('of a run with %s', (_what, jobs, verdict) => {
  expect(inWords(ofRun(jobs, NOW))).toBe(verdict);
});

const PREPARE = job({ id: '60', name: 'prepare' });
const SKIPPED = job({ id: '80', name: 'deploy', conclusion: 'skipped' });
const LATE = job({ completedAt: ago(10) });
const RED = job({ conclusion: 'failure' });
const CANCELLED = job({ conclusion: 'cancelled' });
const says = (annotation: Annotation, id = '70'): Told => new Map([[id, [annotation]]]);
const NOTHING: Told = new Map();
const GONE = says({ title: '', message: 'The hosted runner lost communication with the server.' });
const KILLED = says({ title: '', message: 'The job has exceeded the maximum execution time of 6h0m0s' });

test.each<[what: string, jobs: Job[], told: Told | undefined, verdict: string, of?: Partial<Ended>]>([
  ['its only job ended before', [job(), SKIPPED], undefined, 'due: train'],
  ['its only job ended within the same minute', [job({ completedAt: ago(60.5) })], undefined, 'unclear'],
  ['its only job ended later', [LATE], undefined, 'unclear'],
  ['two jobs ran', [PREPARE, job()], undefined, 'unclear'],
  ['one of two has left it', [PREPARE, job()], says(left(1)), 'due: train'],
  ['a job was red for having no time', [RED], says(left(1, 'Timed out')), 'due: train'],
  [
    'another job is red',
    [job({ id: '60', name: 'lint', conclusion: 'failure' }), job()],
    says(left(1)),
    'due: train',
  ],
  ['one has left another iteration, and the others are good', [LATE], says(left(2)), 'delivered: seen'],
  ['nobody says so, but both ended before', [PREPARE, job()], NOTHING, 'due: whole run'],
  ['nobody says so, and one ended later', [PREPARE, LATE], NOTHING, 'delivered: seen'],
  ['all jobs were skipped', [SKIPPED], NOTHING, 'delivered: seen'],
  ['it is red', [RED], NOTHING, 'given up: failed'],
  ['somebody cancelled it', [PREPARE, CANCELLED], NOTHING, 'given up: cancelled'],
  ['GitHub cancelled it', [PREPARE, CANCELLED], KILLED, 'due: train'],
  ['GitHub says so in one word', [job({ conclusion: 'timed_out' })], NOTHING, 'due: train'],
  [
    'GitHub cancelled it later',
    [job({ conclusion: 'cancelled', completedAt: ago(10) })],
    KILLED,
    'given up: cancelled',
  ],
  ['the runner was lost', [RED], GONE, 'due: train'],
  ['it may not be read who has left it, and both ended before', [PREPARE, job()], null, 'due: whole run'],
  ['it may not be read why it is red', [RED], null, 'given up: reason unknown'],
  ['it may not be read, and it ended later', [LATE], null, 'given up: reason unknown'],
  [
    'two have left it',
    [PREPARE, job()],
    new Map([
      ['60', [left(1)]],
      ['70', [left(1)]],
    ]),
    'due: prepare, train',
  ],
  [
    'one that is neutral has left nothing',
    [job({ conclusion: 'neutral' }), PREPARE],
    NOTHING,
    'due: whole run',
  ],
  [
    'the runner was lost while it delivered',
    [PREPARE, job({ conclusion: 'failure', completedAt: ago(10) })],
    GONE,
    'due: train',
  ],
  [
    'a runner was lost after another job delivered',
    [
      job({ id: '60', completedAt: ago(20) }),
      job({ name: 'deploy', conclusion: 'failure', completedAt: ago(10) }),
    ],
    GONE,
    'given up: failed',
  ],
  ['one is red and one cancelled', [RED, CANCELLED], NOTHING, 'given up: failed'],
  [
    'one has left it just before it ended',
    [PREPARE, job({ startedAt: ago(30), completedAt: ago(20) })],
    says(left(1)),
    'due: train',
    { endedAt: ago(15), heardAt: null },
  ],
  [
    'a message came in the second of its start',
    [job({ startedAt: ago(30), completedAt: ago(10) })],
    says(left(1)),
    'due: train',
    { heardAt: ago(30) - 999 },
  ],
  [
    'an attempt has left it after its end, before the export ended',
    [LATE],
    says(left(1)),
    'due: train',
    { heardAt: ago(5) },
  ],
  [
    'an attempt has left it after its end, and nothing came',
    [job({ startedAt: ago(30), completedAt: ago(10) })],
    says(left(1)),
    'waiting: nothing new',
  ],
  [
    'an attempt has left it two hours ago, and nothing came',
    [job()],
    says(left(1)),
    'due: train',
    { endedAt: ago(150), heardAt: null },
  ],
])('a training whose run says: %s', (_what, jobs, told, verdict, of = {}) => {
  expect(inWords(verdictOn(ended(of), jobs, told, NOW))).toBe(verdict);
});
