import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Buffer } from 'node:buffer';
import type { Exchange } from '../../emulator/custom-vision/http/exchange.ts';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { play, type ScenarioOptions } from '../whole-action/scenario.ts';
import { startTimedEmulator } from '../whole-action/time/timed-emulator.ts';
import {
  describeContract,
  readContracts,
  refusedAnswers,
  refusedRequests,
  type Contracts,
} from './contracts.ts';

type Seed = Parameters<Emulator['addProject']>[0];

interface Story {
  title: string;
  seed?: Seed;
  /** What happened before the run. */
  before?: (emulator: Emulator, project: SeededProject) => Promise<unknown>;
  options?: ScenarioOptions;
  status: string;
  /** Operations, with version where it matters, that the run must have called for the story to be told. */
  calls: readonly string[];
}

const STORIES: readonly Story[] = [
  {
    title: 'a first run that integrates, trains and exports',
    status: 'succeeded',
    calls: ['v3.3 UpdateProject', 'GetDomains', 'TrainProject', 'UpdateIteration', 'ExportIteration'],
  },
  {
    title: 'an integration that only v3.4-preview knows',
    seed: { behavior: { urisEchoedBy: 'v3.4-preview' } },
    status: 'succeeded',
    calls: ['v3.3 UpdateProject', 'v3.4-preview UpdateProject'],
  },
  {
    title: 'a run that resumes what another one did',
    seed: { integrated: true },
    before: async (emulator, project) => await play(emulator, project),
    status: 'succeeded',
    calls: ['TrainProject 400', 'GetExports'],
  },
  {
    title: 'a flavor that the Swagger lists',
    seed: { integrated: true },
    options: { inputs: { platforms: 'TensorFlow/TensorFlowLite' } },
    status: 'succeeded',
    calls: ['ExportIteration', 'GetExports'],
  },
  {
    title: 'a flavor that it does not list',
    seed: { integrated: true },
    options: { inputs: { platforms: 'ONNX/OnnxFloat16' } },
    status: 'succeeded',
    calls: ['ExportIteration', 'GetExports'],
  },
  {
    title: 'a training that fails',
    seed: { integrated: true, behavior: { trainingOutcome: 'failed' } },
    status: 'training-failed',
    calls: ['GetIteration'],
  },
  {
    title: 'an export that fails',
    seed: { integrated: true, behavior: { exportOutcome: 'failed' } },
    status: 'export-failed',
    calls: ['GetExports'],
  },
  {
    title: 'an advanced training',
    seed: { integrated: true },
    options: { inputs: { 'training-type': 'Advanced', 'reserved-budget-hours': '1' } },
    status: 'succeeded',
    calls: ['TrainProject'],
  },
  {
    title: 'a training of selected tags that is forced and told by e-mail',
    seed: { integrated: true },
    options: {
      inputs: {
        'selected-tags': 'hemlock, japanese cherry',
        'notification-email': 'team+models@example.com',
        'when-unchanged': 'retrain',
      },
    },
    status: 'succeeded',
    calls: ['GetTags', 'TrainProject 200'],
  },
  {
    title: 'a project that is created by its name',
    options: {
      inputs: {
        'project-id': '',
        'project-name': 'Screws & nuts',
        domain: 'General (compact)',
        'classification-type': 'Multiclass',
      },
    },
    status: 'failed',
    calls: ['GetProjects', 'v3.3 CreateProject 200', 'TrainProject 400'],
  },
  {
    title: 'a project that only v3.4-preview creates',
    before: async (emulator) => {
      const refusal = { status: 400, when: 'before', code: 'BadRequestInvalid', message: 'No.' } as const;
      emulator.faults.add({ operation: 'CreateProject', version: 'v3.3', fault: refusal });
      await Promise.resolve();
    },
    options: { inputs: { 'project-id': '', 'project-name': 'Bolts' } },
    status: 'failed',
    calls: ['v3.3 CreateProject 400', 'v3.4-preview CreateProject 200'],
  },
  {
    title: 'times without a zone',
    seed: { behavior: { dates: 'zoneless' } },
    status: 'succeeded',
    calls: ['GetIterations'],
  },
  {
    title: 'members without a value that are null, and no zone',
    seed: { behavior: { unsetMembers: 'null', dates: 'zoneless' } },
    status: 'succeeded',
    calls: ['v3.3 UpdateProject'],
  },
  {
    title: 'members without a value that are empty',
    seed: { behavior: { unsetMembers: 'empty' } },
    status: 'succeeded',
    calls: ['v3.3 UpdateProject'],
  },
  {
    title: 'members without a value that are absent',
    status: 'succeeded',
    calls: ['v3.3 UpdateProject'],
  },
  {
    title: 'a model that is an artifact of the service',
    seed: { integrated: true, behavior: { backup: 'missing', downloadUris: 'relative' } },
    status: 'succeeded',
    calls: ['v3.4-preview GetArtifact'],
  },
  {
    title: 'a project that is pointed to another queue and container',
    before: async (emulator, project) => {
      const { notificationQueueUri, exportModelContainerUri } = await emulator.addProject();
      Object.assign(project.project.settings, { notificationQueueUri, exportModelContainerUri });
    },
    options: { inputs: { 'replace-integration': 'true' } },
    status: 'succeeded',
    calls: ['v3.3 UpdateProject'],
  },
  {
    title: 'a project that does not exist',
    options: { inputs: { 'project-id': '11111111-2222-3333-4444-555555555555' } },
    status: 'failed',
    calls: ['GetProject 404'],
  },
  {
    title: 'a wrong key',
    options: { inputs: { 'training-key': 'another-key' } },
    status: 'failed',
    calls: ['GetProject 401'],
  },
  {
    title: 'a read-only project',
    seed: { readOnly: true },
    status: 'failed',
    calls: ['GetProject'],
  },
  {
    title: 'a queue that the service cannot use',
    before: async (emulator, project) => {
      const refusal = { status: 400, when: 'before', code: 'BadRequestInvalidUri' } as const;
      emulator.faults.add({
        operation: 'UpdateProject',
        projectId: project.projectId,
        fault: { ...refusal, message: 'No such queue.' },
      });
      await Promise.resolve();
    },
    status: 'failed',
    calls: ['v3.3 UpdateProject 400'],
  },
  {
    title: 'a version whose paths do not exist',
    seed: { integrated: true },
    before: async (emulator, project) => {
      for (const operation of [
        'GetProject',
        'GetIterations',
        'TrainProject',
        'ExportIteration',
        'GetExports',
      ]) {
        emulator.faults.add({
          operation,
          projectId: project.projectId,
          version: 'v3.4-preview',
          times: 100,
          fault: { status: 404, when: 'before' },
        });
      }
      await Promise.resolve();
    },
    status: 'succeeded',
    calls: ['v3.3 GetProject', 'v3.3 TrainProject', 'v3.3 ExportIteration', 'v3.3 GetExports'],
  },
];

describeContract('Against the published Swagger,', () => {
  const exchanges: Exchange[] = [];
  let emulator: Emulator;
  let contracts: Contracts;

  beforeAll(async () => {
    contracts = await readContracts();
    emulator = await startTimedEmulator({
      behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 },
      onExchange: (exchange) => exchanges.push(exchange),
    });
  });
  afterAll(async () => {
    await emulator.close();
  });

  test.each(STORIES)('every request and answer holds in $title', async (story) => {
    const project = await emulator.addProject(story.seed);
    await story.before?.(emulator, project);
    const from = exchanges.length;
    const { run } = await play(emulator, project, story.options);
    emulator.faults.clear();

    const told = exchanges.slice(from);
    expect(refusedRequests(told, contracts)).toEqual([]);
    expect(refusedAnswers(told, contracts)).toEqual([]);
    expect(run.outputs.status).toBe(story.status);
    expect(told.flatMap(namesOf)).toEqual(expect.arrayContaining([...story.calls]));
  });

  /** The first recorded one that went well; of a run that is played for it, where no story was played before. */
  const recorded = async (operation: string): Promise<Exchange> => {
    const find = (): Exchange | undefined =>
      exchanges.find(
        (exchange) => exchange.operation === operation && exchange.status === 200 && !exchange.faulted,
      );
    if (find() === undefined) await play(emulator, await emulator.addProject());
    const found = find();
    if (found === undefined) throw new Error(`No ${operation} was recorded.`);
    return found;
  };

  test.each([
    ['GetIteration', 'status', 4, 'v3.4-preview GetIteration answer 200: /status must be string, is 4'],
    [
      'GetIteration',
      'id',
      'one',
      'v3.4-preview GetIteration answer 200: /id must match format "uuid", is "one"',
    ],
    [
      'GetIteration',
      'name',
      undefined,
      "v3.4-preview GetIteration answer 200: / must have required property 'name'",
    ],
    ['GetProject', 'region', 'x', 'v3.4-preview GetProject answer 200: / has the undocumented "region"'],
    [
      'GetProject',
      'created',
      'today',
      'v3.4-preview GetProject answer 200: /created must match format "local-date-time", is "today"',
    ],
    [
      'ExportIteration',
      'newerVersionAvailable',
      null,
      'v3.4-preview ExportIteration answer 200: /newerVersionAvailable must be boolean, is null',
    ],
  ])('a wrong answer is refused: %s with %s', async (operation, member, value, finding) => {
    const exchange = await recorded(operation);
    const answer = { ...jsonOf(exchange.responseBody), [member]: value };
    expect(refusedAnswers([{ ...exchange, responseBody: jsonBytes(answer) }], contracts)).toEqual([finding]);
  });

  test('an answer with another status, type or no body is refused', async () => {
    const exchange = await recorded('GetProject');
    const answers: Exchange[] = [
      { ...exchange, status: 201 },
      { ...exchange, responseHeaders: { 'content-type': 'text/html' } },
      { ...exchange, responseBody: exchange.responseBody.subarray(0, 50) },
      { ...exchange, status: 500, responseBody: jsonBytes({ message: 'Out of order.' }) },
      { ...exchange, status: 400, responseBody: jsonBytes({ code: 'BadRequestNobodyKnows', message: '' }) },
    ];
    expect(answers.map((answer) => refusedAnswers([answer], contracts)[0])).toEqual([
      'v3.4-preview GetProject answer 201: not documented; documented are 200, default',
      'v3.4-preview GetProject answer 200: a body of the type "text/html", documented: application/json, application/xml, text/xml',
      'v3.4-preview GetProject answer 200: no JSON',
      "v3.4-preview GetProject answer 500: / must have required property 'code'",
      expect.stringContaining('answer 400: /code must be equal to one of the allowed values'),
    ]);
  });

  test('a wrong request is refused', async () => {
    const train = await recorded('TrainProject');
    const rename = await recorded('UpdateIteration');
    const requests: Exchange[] = [
      { ...train, query: 'trainingType=Fast' },
      { ...train, query: 'trainingType=Regular&region=west' },
      { ...train, query: 'reservedBudgetInHours=one' },
      { ...train, path: `${train.path}/now` },
      { ...train, path: train.path.replace(/[0-9a-f-]{36}/, 'my-project') },
      { ...rename, requestBody: jsonBytes({ name: 'gh-1', status: 'Completed' }) },
      { ...rename, requestBody: jsonBytes({}) },
      { ...rename, requestBody: Buffer.alloc(0) },
      { ...(await recorded('ExportIteration')), query: '' },
      {
        ...(await recorded('GetDomains')),
        requestHeaders: rename.requestHeaders,
        requestBody: rename.requestBody,
      },
    ];
    expect(requests.map((request) => refusedRequests([request], contracts)[0])).toEqual([
      'v3.4-preview TrainProject request: /query/trainingType must be equal to one of the allowed values, is "Fast"',
      'v3.4-preview TrainProject request: /query has the undocumented "region"',
      'v3.4-preview TrainProject request: /query/reservedBudgetInHours must be integer, is "one"',
      expect.stringContaining('/now: the API has no such method and path'),
      'v3.4-preview TrainProject request: /path/projectId must match format "uuid", is "my-project"',
      'v3.4-preview UpdateIteration request: /requestBody has the undocumented "status"',
      "v3.4-preview UpdateIteration request: /requestBody must have required property 'name'",
      "v3.4-preview UpdateIteration request: / must have required property 'requestBody'",
      "v3.4-preview ExportIteration request: /query must have required property 'platform'",
      'v3.4-preview GetDomains request: a body of the type "application/json", documented: none',
    ]);
  });
});

/** `TrainProject`, `v3.3 TrainProject`, `TrainProject 400` and `v3.3 TrainProject 400`. */
function namesOf({ operation, version, status }: Exchange): string[] {
  const name = operation ?? '?';
  return [
    name,
    `${version ?? '?'} ${name}`,
    `${name} ${status ?? 'cut'}`,
    `${version ?? '?'} ${name} ${status ?? 'cut'}`,
  ];
}

function jsonOf(bytes: Buffer): Record<string, unknown> {
  return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
