/** The function of docs/LONG-TRAININGS.md: its template, and what it does with a message. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Emulator, type SeededProject, startEmulator } from '../../emulator/emulator.ts';
import { ManagedIdentityEndpoint } from '../../emulator/entra/managed-identity.ts';
import { type RestService, startRestService } from '../../emulator/github/rest/service.ts';
import type { Conclusion, Run } from '../../emulator/github/rest/run.ts';
import type { Template } from '../../scripts/template/json.ts';
import { GIVEN, sampleDeployment } from '../../scripts/template/sample.ts';
import { statementsOf } from '../../scripts/template/syntax.ts';
import { toArm } from '../../scripts/template/to-arm.ts';
import { NOT_BY_ITSELF } from '../../trials/endings.ts';
import { BUILT_AZURITE } from '../../trials/cheap-processes.ts';
import { runProgram } from '../foreign/program.ts';
import { play } from '../whole-action/scenario.ts';
import { machineOf } from '../whole-action/entra-job.ts';
import type { Delivery, Outcome } from './function-host.ts';
import { troublesOf } from './published-models.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'examples', 'function');
const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');
const HOUR_MS = 3_600_000;
const PUT_BACK = { deleted: false, error: 'Error: Not for this function alone: back on the queue.' };

let emulator: Emulator;
let github: RestService;
let identity: ManagedIdentityEndpoint;
let endpoint: string;
let project: SeededProject;

beforeAll(async () => {
  emulator = await startEmulator({
    entra: true,
    azuriteOptions: BUILT_AZURITE,
    behavior: { trainingSeconds: NOT_BY_ITSELF },
  });
  github = await startRestService({ clock: emulator.clock });
  const { tokens, directory, roles } = entra();
  identity = new ManagedIdentityEndpoint(tokens);
  identity.systemAssigned = directory.register({});
  roles.assign(identity.systemAssigned.objectId, 'Cognitive Services Custom Vision Reader');
  endpoint = await identity.listen();
});
afterAll(async () => {
  await Promise.all([github.close(), identity.close(), emulator.close()]);
});
beforeEach(async () => {
  project = await emulator.addProject({ integrated: true });
});

function entra() {
  if (emulator.entra === undefined) {
    throw new Error('the emulator was started without Entra ID');
  }
  return emulator.entra;
}

/** A run with two jobs, whose first one has trained and left. @param ends how its jobs ended */
function runThatLeft(id: number, ends: readonly Conclusion[] = ['success']): Run {
  const { repository } = github.api;
  const run = repository.addRun(repository.addWorkflow(`train-${id}.yml`), {
    id,
    jobs: [{ name: 'Train' }, { name: 'Deploy', needs: ['Train'], runsIf: () => ends.length > 1 }],
  });
  for (const [at, conclusion] of ends.entries()) {
    const job = run.attempts[0]?.jobs[at];
    if (job !== undefined) repository.jobs.finish(job, conclusion);
  }
  return run;
}

/** What the host does with messages. @param permission of the token of GitHub */
async function deliver(deliveries: readonly Delivery[], permission: 'read' | 'write' = 'write') {
  const host = path.join(import.meta.dirname, 'function-host.ts');
  const { stdout, stderr } = await runProgram(process.execPath, [host], {
    input: JSON.stringify(deliveries),
    env: {
      ...machineOf(emulator),
      ENDPOINT: `${emulator.endpoint}/`,
      REPOSITORY: 'octocat/models',
      GITHUB_TOKEN: github.api.tokens.issue({ actions: permission }),
      GITHUB_API_URL: github.apiUrl,
      IDENTITY_ENDPOINT: `${endpoint}/msi/token`,
      IDENTITY_HEADER: identity.identityHeader,
    },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Outcome[];
}

/** A message about an iteration of the project. */
function message(iterationId: string, more: Partial<Delivery> & { type?: string } = {}): Delivery {
  const { type = 'Training', ...rest } = more;
  const content = { projectId: project.projectId, iterationId };
  return {
    text: JSON.stringify({ type, Content: content }),
    insertionTime: new Date(Date.now() + 2_000).toISOString(),
    dequeueCount: 1,
    ...rest,
  };
}

const trainedBy = (run: number): string =>
  emulator.service.trainings.add(project.projectId, { name: `gh-${run}-0123abcd` }).id;

test('a run that left its training is run again once, and its message stays for others for an hour', async () => {
  const left = await play(emulator, project, {
    inputs: { 'timeout-minutes': '0', 'on-timeout': 'detach' },
    env: machineOf(emulator),
  });
  expect(left.run.outputs.status).toBe('pending');
  // The same run, as GitHub keeps it.
  const run = runThatLeft(4711);
  emulator.service.trainings.finish(project.projectId, left.run.outputs.iterationId ?? '');
  const sent = async () =>
    (await project.queue.peekMessages({ numberOfMessages: 32 })).peekedMessageItems.find(({ messageText }) =>
      messageText.includes('"Training"'),
    );
  let found = await sent();
  while (found === undefined) {
    await new Promise(setImmediate);
    found = await sent();
  }
  // GitHub tells whole seconds only, and this run is over in less.
  const insertionTime = new Date(found.insertedOn.getTime() + 1_000).toISOString();
  const one = { text: found.messageText, insertionTime, dequeueCount: 1 };

  const old = { ...one, insertionTime: new Date(Date.now() - HOUR_MS - 1).toISOString(), dequeueCount: 60 };
  expect(await deliver([one, { ...one, dequeueCount: 2 }, old])).toEqual([
    PUT_BACK,
    PUT_BACK,
    { deleted: true },
  ]);
  expect(run.attempts.map(({ triggeredBy }) => triggeredBy)).toEqual(['octocat', 'github-actions[bot]']);
});

test.each<[string, readonly Conclusion[], number]>([
  ['one whose next job had no model yet', ['success', 'success'], 2],
  ['one that failed for a reason of its own', ['success', 'failure'], 1],
  ['one that somebody cancelled', ['cancelled'], 1],
])('of runs that are over: %s', async (_, ends, attempts) => {
  const run = runThatLeft(5_000 + github.api.repository.runs.length, ends);
  expect(await deliver([message(trainedBy(run.id))])).toEqual([PUT_BACK]);
  expect(run.attempts).toHaveLength(attempts);
});

test('a run that is under way, or was until after the message, has seen the end itself', async () => {
  const { repository } = github.api;
  const busy = repository.addRun(repository.addWorkflow('busy.yml'), {
    id: 6_001,
    jobs: [{ name: 'Train' }],
  });
  const delivered = runThatLeft(6_002);
  const before = { insertionTime: new Date(Date.now() - 60_000).toISOString() };
  expect(await deliver([message(trainedBy(busy.id)), message(trainedBy(delivered.id), before)])).toEqual([
    PUT_BACK,
    PUT_BACK,
  ]);
  expect([busy, delivered].map((run) => run.attempts.length)).toEqual([1, 1]);
});

test('messages of every kind: only a Training of a run, and only in its first minutes, leads to anything', async () => {
  const run = runThatLeft(7_001);
  const id = trainedBy(run.id);
  const running = emulator.service.trainings.add(project.projectId, {
    name: 'gh-7001-1123abcd',
    status: 'Training',
  });
  const foreign = emulator.service.trainings.add(project.projectId, { name: 'By hand' });
  const asBase64 = (delivery: Delivery) => ({
    ...delivery,
    text: Buffer.from(delivery.text).toString('base64'),
  });
  const asked = github.api.rates.state.used;
  expect(
    await deliver([
      message(id, { type: 'Export' }),
      message(id, { type: 'ConnectionTest' }),
      message(id, { dequeueCount: 11 }),
      message(running.id),
      message(foreign.id),
    ]),
  ).toEqual(Array(5).fill(PUT_BACK));
  expect(github.api.rates.state.used).toBe(asked);

  const forged = message('../../../projects');
  expect(await deliver([forged, asBase64(forged)])).toEqual(
    Array(2).fill({ deleted: false, error: expect.stringMatching(/^Error: GET .*%2F.*: 40[04] /) }),
  );
  expect(run.attempts).toHaveLength(1);
  expect(await deliver([asBase64(message(id))])).toEqual([PUT_BACK]);
  expect(run.attempts).toHaveLength(2);
});

test('a token without the right is told', async () => {
  const run = runThatLeft(8_001);
  const [outcome] = await deliver([message(trainedBy(run.id))], 'read');
  expect(outcome).toMatchObject({
    deleted: false,
    error: expect.stringMatching(/^Error: POST .*\/rerun: 403 .*Resource not accessible/),
  });
});

test('main.json is main.bicep compiled, and deploys the function with its four roles', () => {
  const template = JSON.parse(read('main.json')) as Template;
  expect(toArm(statementsOf(read('main.bicep')))).toEqual(template);
  const [given] = GIVEN['examples/function'] ?? [];
  const { resources, outputs } = sampleDeployment(template, given);
  expect(outputs).toEqual({ functionName: 'nuts' });
  const roles = resources.filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments');
  expect(
    roles.map(({ scope, body }) => [
      scope?.replace(/^.*\/providers\//, ''),
      (body.properties as Record<string, string>).roleDefinitionId?.split('/').at(-1),
      (body.properties as Record<string, string>).principalId,
    ]),
  ).toEqual([
    ['Microsoft.CognitiveServices/accounts/vision', '93586559-c37d-4a6b-ba08-b9f0940c2d73', 'function'],
    [
      'Microsoft.Storage/storageAccounts/vision/queueServices/default/queues/notifications',
      '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
      'function',
    ],
    [
      'Microsoft.Storage/storageAccounts/vision/queueServices/default/queues/notifications-poison',
      '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
      'function',
    ],
    ['Microsoft.Storage/storageAccounts/nuts', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'function'],
  ]);
  // What exists is not created, and nothing waits for it.
  const ids = resources.map(({ id }) => id);
  expect(ids.filter((id) => id.endsWith('/vision'))).toEqual([]);
  expect(resources.flatMap(({ dependsOn }) => dependsOn).filter((id) => !ids.includes(id))).toEqual([]);
  // Of Microsoft.Web no package with its models is here.
  expect(resources.filter(({ type }) => !type.startsWith('Microsoft.Web/')).flatMap(troublesOf)).toEqual([]);
});

test('what the code reads from its environment are the settings of the template, the host’s own among them', () => {
  const template = JSON.parse(read('main.json')) as Template;
  const [given] = GIVEN['examples/function'] ?? [];
  const site = sampleDeployment(template, given).resources.find(({ type }) => type === 'Microsoft.Web/sites');
  const { siteConfig } = site?.body.properties as {
    siteConfig: { appSettings: { name: string; value: string }[] };
  };
  const settings = Object.fromEntries(siteConfig.appSettings.map(({ name, value }) => [name, value]));
  expect(settings).toEqual({
    AzureWebJobsStorage__accountName: 'nuts',
    Notifications__queueServiceUri: 'https://vision.queue.core.windows.net/',
    QUEUE: 'notifications',
    ENDPOINT: 'https://vision.cognitiveservices.azure.com/',
    REPOSITORY: 'octo/nuts',
    GITHUB_TOKEN: 'token',
  });
  expect((template.parameters as Record<string, Template>).githubToken?.type).toBe('securestring');
  const { extensions } = JSON.parse(read('host.json')) as { extensions: { queues: Record<string, unknown> } };
  // An hour of minutes, and a few for the times in between.
  expect(extensions.queues).toEqual({
    messageEncoding: 'none',
    visibilityTimeout: '00:01:00',
    maxDequeueCount: 200,
  });
});
