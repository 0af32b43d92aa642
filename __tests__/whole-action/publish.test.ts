import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import { OTHER_RESOURCE, publishedIn, publishing, RESOURCE, withImage } from './publish-scenario.ts';
import { errorOf, play, type Scenario, type ScenarioOptions } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

let emulator: TimedEmulator;
let project: SeededProject;

beforeAll(async () => {
  emulator = await startTimedEmulator();
});
beforeEach(async () => {
  emulator.faults.clear();
  project = await emulator.addProject();
});
afterAll(async () => {
  await emulator.close();
});

type Seed = Parameters<TimedEmulator['service']['trainings']['add']>[1];

function add(seed: Seed = {}): string {
  return emulator.service.trainings.add(project.projectId, seed).id;
}

function addPublished(publishName: string): string {
  return add({ publishName, publishResourceId: RESOURCE });
}

async function playPublish(
  inputs: Readonly<Record<string, string>>,
  more: ScenarioOptions = {},
): Promise<Scenario> {
  return await play(emulator, project, { action: publishing(emulator, project), ...more, inputs });
}

/** Operations that the run called, without their paths. */
function calls({ requests }: Scenario): string[] {
  return requests.map((request) =>
    request
      .replace(/ \/customvision\/[^ ]*\/training\/projects/, ' ')
      .replace(/\/?(\{project\}|[0-9a-f-]{36})\/?/g, '')
      .replace(/predictionId=[^& ]*/, 'predictionId=…'),
  );
}

const GET_ALL = ['GET  → 200', 'GET iterations → 200'];
const POST = 'POST iterations/{iteration}/publish?publishName=live&predictionId=…';
const DELETE = 'DELETE iterations/{iteration}/publish → 204';

describe('an iteration is published', () => {
  test('under a new name, and read back: four calls', async () => {
    const id = add();
    const scenario = await playPublish({ 'iteration-id': id });

    expect(scenario.run.outputs).toEqual({
      publishName: 'live',
      iterationId: id,
      previousIterationId: '',
      changed: 'true',
      status: 'succeeded',
      smokeProbability: '',
    });
    expect(publishedIn(project)).toEqual(['1: live']);
    expect(project.project.iterations[0]?.publishResourceId).toBe(RESOURCE);
    expect(calls(scenario)).toEqual([...GET_ALL, `${POST} → 200`, 'GET iterations → 200']);
    expect(scenario.run.annotations).toEqual([]);
    expect(scenario.run.summary).toContain('## Published as <code>live</code>');
  });

  test('by nothing at all where it is so already', async () => {
    const id = addPublished('live');
    const scenario = await playPublish({
      'iteration-id': id,
      'prediction-resource-id': RESOURCE.toUpperCase(),
    });

    expect(scenario.run.outputs).toMatchObject({ changed: 'false', status: 'succeeded', iterationId: id });
    expect(scenario.run.outputs.previousIterationId).toBe('');
    expect(calls(scenario)).toEqual(GET_ALL);
    expect(scenario.run.summary).toContain('## Published already as <code>live</code>');
  });

  test('in place of another one, and rolled back to it by the same action', async () => {
    const [first, second] = [addPublished('live'), add()];
    const forth = await playPublish({ 'iteration-id': second });

    expect(forth.run.outputs).toMatchObject({ changed: 'true', previousIterationId: first });
    expect(calls(forth)[2]).toBe(`${POST}&overwrite=true → 200`);
    expect(publishedIn(project)).toEqual(['2: live']);
    const back = await playPublish({ 'iteration-id': forth.run.outputs.previousIterationId ?? '' });
    expect(back.run.outputs).toMatchObject({
      changed: 'true',
      iterationId: first,
      previousIterationId: second,
    });
    expect(publishedIn(project)).toEqual(['1: live']);
  });

  test('after it has lost another name, which the log and the summary say for how long it was away', async () => {
    const [first, second] = [addPublished('live'), addPublished('staging')];
    // The run looks for seven seconds whether it was done.
    emulator.faults.add({ operation: 'PublishIteration', fault: { reset: 'before' } });
    const scenario = await playPublish({ 'iteration-id': second });

    const writes = calls(scenario).filter((call) => !call.startsWith('GET'));
    expect(writes).toEqual([DELETE, `${POST}&overwrite=true → cut`, `${POST}&overwrite=true → 200`]);
    expect(scenario.run.outputs).toMatchObject({ changed: 'true', previousIterationId: first });
    const [notice] = scenario.run.annotations;
    expect(notice).toMatchObject({ level: 'notice', title: 'Name was away' });
    expect(notice?.message).toMatch(
      /had to lose the name "staging" first, and was away for 7\.\d s\.\nNothing answers under "staging" any more\.$/,
    );
    expect(scenario.run.summary).toMatch(/Away<\/td><td><code>staging<\/code>, for 7&#46;\d s/);
  });

  test('at another prediction resource, without its name for a moment', async () => {
    const id = addPublished('live');
    const scenario = await playPublish({ 'iteration-id': id, 'prediction-resource-id': OTHER_RESOURCE });

    expect(calls(scenario).slice(2)).toEqual([DELETE, `${POST} → 200`, 'GET iterations → 200']);
    expect(project.project.iterations[0]?.publishResourceId).toBe(OTHER_RESOURCE);
    expect(scenario.run.outputs).toMatchObject({ changed: 'true', previousIterationId: id });
    expect(scenario.run.annotations[0]?.message).not.toContain('any more');
  });

  test('by the name of its project, and as the newest that is trained', async () => {
    const [first, second] = [add(), add()];
    add({ status: 'Failed' });
    add({ status: 'Training' });
    project.project.name = `Screws of ${project.projectId}`;
    const scenario = await playPublish({
      'project-id': '',
      'project-name': project.project.name,
      'iteration-id': 'Newest',
    });

    expect(scenario.run.outputs).toMatchObject({ iterationId: second, status: 'succeeded' });
    expect(scenario.run.log).toMatch(/newer, but its training failed: it is not taken/);
    expect(scenario.run.log).toMatch(/newer, but is still being trained: it is not taken/);
    expect(publishedIn(project)).toEqual(['2: live']);
    expect(first).not.toBe(second);
  });
});

describe('a name is taken away', () => {
  test('from whichever iteration bears it', async () => {
    const id = addPublished('live');
    addPublished('staging');
    const scenario = await playPublish({ unpublish: 'true', 'prediction-resource-id': '' });

    expect(scenario.run.outputs).toMatchObject({
      changed: 'true',
      iterationId: id,
      previousIterationId: id,
      status: 'succeeded',
    });
    expect(calls(scenario)).toEqual([...GET_ALL, DELETE, 'GET iterations → 200']);
    expect(publishedIn(project)).toEqual(['2: staging']);
    expect(scenario.run.annotations).toEqual([]);
    expect(scenario.run.summary).toContain('<code>live</code> is not published any more');
  });

  test.each([
    ['that no iteration bears', 'other', undefined],
    ['that another iteration bears than the one that is named', 'live', 1],
  ])('%s: nothing is to be done', async (_what, name, index) => {
    addPublished('live');
    add();
    const named = index === undefined ? {} : { 'iteration-id': project.project.iterations[index]?.id ?? '' };
    const scenario = await playPublish({ unpublish: 'true', 'publish-name': name, ...named });

    expect(scenario.run.outputs).toMatchObject({
      changed: 'false',
      previousIterationId: '',
      status: 'succeeded',
    });
    expect(calls(scenario)).toEqual(GET_ALL);
    expect(publishedIn(project)).toEqual(['1: live']);
  });
});

test('a dry run tests the iteration, says each step, and changes nothing', async () => {
  addPublished('live');
  const id = addPublished('staging');
  project.project.iterations[1] = { ...project.project.iterations[1], predicts: { hemlock: 0.9 } } as never;
  const scenario = await withImage((file) =>
    playPublish({ 'iteration-id': id, 'dry-run': 'true', 'smoke-image': file, 'expected-tag': 'hemlock' }),
  );

  expect(scenario.run.outputs).toMatchObject({
    changed: 'false',
    status: 'dry-run',
    smokeProbability: '0.9',
  });
  expect(publishedIn(project)).toEqual(['1: live', '2: staging']);
  expect(scenario.requests.filter((request) => request.includes('publish'))).toEqual([]);
  const plan = [
    `take the name "staging" from iteration ${id}`,
    `publish iteration ${id} as "live", in place of`,
  ];
  plan.forEach((line) => {
    expect(scenario.run.log).toContain(`A run without dry-run would ${line}`);
  });
  expect(scenario.run.summary).toContain('## Dry run');
});

describe('a lost answer is looked for before the request is repeated', () => {
  test.each([
    ['publishing was done', 'PublishIteration', { reset: 'after' }, 1],
    ['publishing was not done', 'PublishIteration', { reset: 'before' }, 2],
    ['the gateway says 503 for what was done', 'PublishIteration', { status: 503, when: 'after' }, 1],
    ['the answer is cut off', 'PublishIteration', { truncate: true }, 1],
    ['unpublishing was done', 'UnpublishIteration', { reset: 'after' }, 1],
    ['unpublishing was not done', 'UnpublishIteration', { status: 504, when: 'before' }, 2],
  ] as const)('%s', async (_what, operation, fault, times) => {
    addPublished('live');
    const id = addPublished('staging');
    emulator.faults.add({ operation, fault });
    const scenario = await playPublish({ 'iteration-id': id });

    expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', changed: 'true' });
    expect(publishedIn(project)).toEqual(['2: live']);
    const method = operation === 'PublishIteration' ? 'POST' : 'DELETE';
    expect(calls(scenario).filter((call) => call.startsWith(method))).toHaveLength(times);
    expect(scenario.run.log).toContain('The answer was lost: looking whether the service did it.');
  });

  test('a few times, and then the old name is given back', async () => {
    const id = addPublished('staging');
    emulator.faults.add({ operation: 'PublishIteration', times: 3, fault: { status: 503, when: 'before' } });
    const scenario = await playPublish({ 'iteration-id': id });

    expect(errorOf(scenario.run).title).toBe('Service in trouble');
    expect(errorOf(scenario.run).message).toMatch(
      new RegExp(`Iteration ${id} bears its old name "staging" again, which was away for \\d+\\.\\d s\\.\n`),
    );
    expect(scenario.run.outputs).toMatchObject({ status: 'failed', changed: 'false' });
    expect(publishedIn(project)).toEqual(['1: staging']);
  });

  test('and where it cannot be given back, the message says so', async () => {
    const id = addPublished('staging');
    const refusal = { status: 400, when: 'before', code: 'BadRequestInvalidPublishTarget' } as const;
    emulator.faults.add({ operation: 'PublishIteration', times: 2, fault: refusal });
    const scenario = await playPublish({ 'iteration-id': id });

    expect(errorOf(scenario.run).title).toBe('Prediction resource refused');
    expect(errorOf(scenario.run).message).toContain(
      `iteration ${id} has lost its old name "staging", and could not get it back (PublishIteration was answered 400 BadRequestInvalidPublishTarget): nothing answers under that name.`,
    );
    expect(scenario.run.outputs).toMatchObject({ status: 'failed', changed: 'true' });
  });
});

describe('somebody else publishes meanwhile', () => {
  /** Changes something when the run has seen what is published. */
  async function meanwhile(inputs: Readonly<Record<string, string>>, change: () => void): Promise<Scenario> {
    emulator.faults.add({ operation: 'QuickTestImage', fault: { slowMs: 1_000 } });
    return await withImage((file) =>
      playPublish(
        { ...inputs, 'smoke-image': file, 'expected-tag': 'hemlock', 'minimum-probability': '0' },
        {
          unanswered: ['/quicktest'],
          during: async (action) => {
            await action.waitFor('Asking iteration');
            change();
          },
        },
      ),
    );
  }

  test('an iteration that took the name just before loses it all the same, and is the one before', async () => {
    const id = add();
    const other = add();
    const scenario = await meanwhile({ 'iteration-id': id }, () => {
      const [, iteration] = project.project.iterations;
      if (iteration !== undefined) {
        iteration.publishName = 'live';
      }
    });

    expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', previousIterationId: other });
    expect(publishedIn(project)).toEqual(['1: live']);
  });

  test('another run that has published the same has done what was to be done', async () => {
    const id = add();
    const scenario = await meanwhile({ 'iteration-id': id }, () => {
      Object.assign(project.project.iterations[0] ?? {}, {
        publishName: 'live',
        publishResourceId: RESOURCE,
      });
    });

    expect(scenario.run.outputs.status).toBe('succeeded');
    expect(publishedIn(project)).toEqual(['1: live']);
  });
});

describe('the smoke test', () => {
  const SEEN = { hemlock: 0.91239, 'japanese cherry': 0.4 };

  beforeEach(() => {
    project.project.settings.classificationType = 'Multiclass';
  });

  async function playTest(inputs: Readonly<Record<string, string>>, seed: Seed = {}): Promise<Scenario> {
    const id = add({ predicts: SEEN, ...seed });
    return await withImage((file) =>
      playPublish({ 'iteration-id': id, 'smoke-image': file, 'expected-tag': 'hemlock', ...inputs }),
    );
  }

  test('asks before anything is changed, and lets the service keep nothing', async () => {
    const scenario = await playTest({ 'minimum-probability': '0.9' });

    expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', smokeProbability: '0.9123' });
    expect(calls(scenario)[2]).toBe('POST quicktest/image?iterationId={iteration}&store=false → 200');
    expect(calls(scenario)).toHaveLength(5);
    expect(scenario.run.summary).toContain('The smoke test expected <code>hemlock</code>');
  });

  test.each([
    [
      'another tag is more probable',
      { 'expected-tag': 'japanese cherry' },
      '"hemlock" is more probable than "japanese cherry"',
    ],
    [
      'it is not sure enough',
      { 'minimum-probability': '0.9124' },
      '"hemlock" has a probability of 0.9123, and at least 0.9124 is wanted',
    ],
    [
      'there is no such tag',
      { 'expected-tag': 'hemlok' },
      '"hemlok" is not among its answers, but "hemlock" is',
    ],
  ])('ends the run where %s, and nothing is changed', async (_what, inputs, says) => {
    const scenario = await playTest(inputs);

    const { title, message } = errorOf(scenario.run);
    expect(title).toBe('Smoke test failed');
    expect(message).toContain(says);
    expect(message).toContain('the most probable first:\n| 0.9123 hemlock\n| 0.4 japanese cherry\nNext: ');
    expect(scenario.run.outputs).toMatchObject({ status: 'smoke-test-failed', changed: 'false' });
    expect(publishedIn(project)).toEqual([]);
    expect(scenario.run.summary).toContain('## Smoke test failed');
  });

  test('takes one of several tags where an image may have several', async () => {
    project.project.settings.classificationType = 'Multilabel';
    const id = project.project.tags[1]?.id ?? '';
    const scenario = await playTest({ 'expected-tag': id, 'minimum-probability': '0.4' });

    expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', smokeProbability: '0.4' });
  });
});

test('every refused input is in one message, and nothing is sent', async () => {
  const scenario = await playPublish({
    endpoint: 'https://name.cognitiveservices.azure.com/customvision/v3.4/Prediction/x',
    'project-name': 'Screws',
    'iteration-id': 'latest',
    'publish-name': '',
    'prediction-resource-id': '0123456789abcdef0123456789abcdef',
    'smoke-image': path.join(import.meta.dirname, 'no-such-file.png'),
    'minimum-probability': '90',
    'dry-run': 'yes',
  });

  const { title, message } = errorOf(scenario.run);
  expect(title).toBe('Inputs refused');
  const names = [...message.matchAll(/^- ([a-z-]+): /gm)].map(([, name]) => name);
  expect(names.sort()).toEqual(
    [
      ...['dry-run', 'endpoint', 'iteration-id', 'minimum-probability', 'prediction-resource-id'],
      ...['project-name', 'publish-name', 'smoke-image'],
    ].sort(),
  );
  expect(message).toContain(
    'there is no such file; a job has the files of its repository only after actions/checkout',
  );
  expect(message).not.toContain('0123456789abcdef');
  expect(scenario.requests).toEqual([]);
  expect(scenario.run.outputs).toMatchObject({ status: 'failed', changed: 'false' });
});

const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix.each([
  [
    'the name of an iteration is taken away',
    'UnpublishIteration',
    'may have lost its old name "staging" by now',
  ],
  ['the iteration is published', 'PublishIteration', 'may have lost its old name "staging" by now'],
  ['the project is read', 'GetProject', 'before it changed anything'],
] as const)(
  'a run that is cancelled while %s says what may have been done',
  async (_what, operation, says) => {
    const id = addPublished('staging');
    emulator.faults.add({ operation, fault: { hang: true } });
    const scenario = await playPublish(
      { 'iteration-id': id },
      {
        unanswered: ['/projects'],
        during: async (action) => {
          await emulator.clock.until(() => emulator.clock.allWait());
          action.signal('SIGTERM');
        },
      },
    );

    expect(errorOf(scenario.run)).toMatchObject({ title: 'Cancelled' });
    expect(errorOf(scenario.run).message).toContain(says);
    expect(scenario.run.outputs).toMatchObject({
      status: 'cancelled',
      iterationId: operation === 'GetProject' ? '' : id,
    });
  },
);

test('two runs at once that publish two iterations end with one of them published, and each says which', async () => {
  const [first, second] = [add(), add()];
  const runs = await Promise.all([first, second].map((id) => playPublish({ 'iteration-id': id })));

  const [holder] = project.project.iterations.filter(({ publishName }) => publishName === 'live');
  expect(publishedIn(project)).toHaveLength(1);
  const winner = runs.find(({ run }) => run.outputs.iterationId === holder?.id);
  expect(winner?.run.outputs).toMatchObject({ status: 'succeeded', changed: 'true' });
  for (const { run } of runs.filter((one) => one.run.outputs.status !== 'succeeded')) {
    expect(errorOf(run).title).toBe('Published otherwise meanwhile');
  }
});

test('two runs at once that publish the same iteration both succeed', async () => {
  const id = addPublished('staging');
  const runs = await Promise.all([1, 2].map(() => playPublish({ 'iteration-id': id })));

  expect(runs.map(({ run }) => run.outputs.status)).toEqual(['succeeded', 'succeeded']);
  expect(publishedIn(project)).toEqual(['1: live']);
});
