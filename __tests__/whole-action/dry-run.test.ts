import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ContainerSASPermissions, generateBlobSASQueryParameters } from '@azure/storage-blob';
import {
  generateQueueSASQueryParameters,
  QueueSASPermissions,
  StorageSharedKeyCredential,
} from '@azure/storage-queue';
import { GENERAL } from '../../emulator/custom-vision/resource/domains.ts';
import { REGULAR_TRAINING } from '../../emulator/custom-vision/resource/project.ts';
import type { SeededProject } from '../../emulator/emulator.ts';
import { LEAST_ROLES } from '../../emulator/entra/entra.ts';
import { ENDS_WHEN_AWAITED, NOT_BY_ITSELF } from '../../trials/endings.ts';
import { entraOf, machineOf, oidcJob } from './entra-job.ts';
import { errorOf, play, type Scenario, type ScenarioOptions, workflowRunOf, writes } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

let emulator: TimedEmulator;

beforeAll(async () => {
  // With Entra ID, a gate stands in front of storage, so that its requests are in the log as well.
  emulator = await startTimedEmulator({
    entra: true,
    behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 20_000 },
  });
});
afterAll(async () => {
  await emulator.close();
});

// Windows ends a process at the first signal.
const onPosix = process.platform === 'win32' ? test.skip : test;

const READER_ROLES = [
  'Cognitive Services Custom Vision Reader',
  'Storage Queue Data Reader',
  'Storage Blob Data Reader',
] as const;

/** What a request of a dry run may be; those to Entra ID and for the job's own token open the others. */
const PEEK = /^GET \/\w+\/[-\w]+\/messages\?(?=\S*\bpeekonly=true\b)/;
const LIST = /^GET \/\w+\/[-\w]+\?(?=\S*\bcomp=list\b)/;
const READS = [
  /^GET \/customvision\//,
  PEEK,
  LIST,
  /^POST \/twirp\/[\w.]+\/ListArtifacts → /,
  /^GET .*(well-known|discovery|\/keys|audience=)/,
  /^POST \/[-0-9a-f]+\/oauth2\/v2\.0\/token(\?\S*)? → /,
];

/** Plays a dry run, and holds it to having changed nothing. */
async function dryRun(project: SeededProject, options: ScenarioOptions = {}): Promise<Scenario> {
  const before = await stateOf(project);
  const scenario = await play(emulator, project, {
    env: machineOf(emulator),
    ...options,
    inputs: { 'dry-run': 'true', ...options.inputs },
  });
  const others = scenario.requests.filter((request) => !READS.some((read) => read.test(request)));
  expect(others).toEqual([]);
  if (scenario.run.outputs.status !== 'cancelled') {
    expect(scenario.requests.filter((request) => PEEK.test(request))).not.toEqual([]);
    expect(scenario.requests.filter((request) => LIST.test(request))).not.toEqual([]);
  }
  expect(await stateOf(project)).toEqual(before);
  return scenario;
}

async function stateOf({ project, queue, container }: SeededProject): Promise<unknown> {
  const { peekedMessageItems } = await queue
    .peekMessages({ numberOfMessages: 32 })
    .catch(() => ({ peekedMessageItems: [] }));
  const blobs: string[] = [];
  for await (const { name } of container.listBlobsFlat()) {
    blobs.push(name);
  }
  return structuredClone({
    iterations: project.iterations,
    settings: project.settings,
    messages: peekedMessageItems.map(({ messageText, dequeueCount }) => [messageText, dequeueCount]),
    blobs,
    artifacts: emulator.artifacts.artifacts(),
  });
}

/** What the log says would come of each step. */
function planIn({ run }: Scenario): Record<string, string> {
  const lines = run.log.slice(run.log.indexOf('This is a dry run')).split('\n');
  const steps = lines.flatMap((line) => {
    const [, about = '', outcome = ''] = /^- ([^:]+): (.+)\.$/.exec(line) ?? [];
    return about === '' ? [] : [[about, outcome] as const];
  });
  return Object.fromEntries(steps);
}

const FRESH = {
  Project: 'used as it is',
  Storage: 'set',
  Training: 'started',
  Iterations: 'kept',
  Gate: 'none',
  'Export to ONNX': 'asked for',
  'Artifact custom-vision-model.zip': 'uploaded',
  Rights: 'enough for a run',
};

describe('foretells', () => {
  test('the first run of a project, in the log and in the summary alike', async () => {
    const project = await emulator.addProject({ name: 'Screws | <b>' });
    await project.queue.sendMessage('work of somebody else');
    const scenario = await dryRun(project);
    const { run } = scenario;

    expect(run.outputs).toMatchObject({
      status: 'dry-run',
      projectId: project.projectId,
      iterationId: '',
      trained: 'false',
      gate: 'none',
    });
    expect(run.annotations).toEqual([]);
    expect(planIn(scenario)).toEqual(FRESH);
    expect(run.log).toContain('A training would be Regular, on all of its tags (2 now).');
    expect(run.summary).toContain('## Dry run');
    for (const [about, outcome] of Object.entries(FRESH)) {
      expect(plain(run.summary)).toContain(`${about} ${outcome}`);
    }
    expect(run.outputs.summaryPath).not.toBe('');
  });

  test('what follows from either answer, where only the service knows whether anything changed', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { id } = emulator.service.trainings.add(project.projectId);
    await emulator.service.exports.add(project.projectId, id, { platform: 'ONNX' });
    const scenario = await dryRun(project, { inputs: { 'minimum-precision': '0.01' } });

    expect(scenario.run.outputs).toMatchObject({
      status: 'dry-run',
      iterationId: '',
      gate: 'none',
      metrics: '',
    });
    expect(planIn(scenario)).toMatchObject({
      Storage: 'kept',
      Training: 'started if something changed',
      Gate: 'passed, if the newest iteration is used again',
      'Export to ONNX': 'there already, if the newest iteration is used again',
    });
    expect(scenario.run.log).toContain(
      `The newest iteration is ${id}. Whether images, tags or settings changed`,
    );
    // And so it comes.
    const real = await play(emulator, project, { env: machineOf(emulator) });
    expect(real.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false', iterationId: id });
  });

  test('the wait for a training of somebody else', async () => {
    const project = await emulator.addProject({
      integrated: true,
      behavior: { trainingSeconds: NOT_BY_ITSELF },
    });
    const { id } = emulator.service.trainings.train(project.projectId, REGULAR_TRAINING);
    const scenario = await dryRun(project, {
      inputs: { 'timeout-minutes': '0', 'on-timeout': 'detach', 'minimum-recall': '0.5' },
    });

    expect(scenario.run.outputs).toMatchObject({ status: 'dry-run', iterationId: '' });
    expect(planIn(scenario)).toMatchObject({
      Training: 'awaited, and then started if something changed since',
      Gate: 'not known',
      Time: 'none to wait',
    });
    expect(scenario.run.log).toContain(`Iteration ${id} is being trained; it is a training that no run`);
  });

  test('which exports and names are there already', async () => {
    const project = await emulator.addProject({
      integrated: true,
      behavior: { exportSeconds: NOT_BY_ITSELF },
    });
    const { id } = emulator.service.trainings.add(project.projectId);
    const { exports } = emulator.service;
    await exports.add(project.projectId, id, { platform: 'ONNX' });
    await exports.add(project.projectId, id, { platform: 'CoreML', status: 'Exporting' });
    await exports.add(project.projectId, id, { platform: 'DockerFile', status: 'Failed' });
    const job = { runId: workflowRunOf(project) };
    await emulator.artifacts.addArtifact({ name: 'model-CoreML.zip', bytes: Buffer.from('other'), job });
    const scenario = await dryRun(project, {
      inputs: {
        'iteration-id': id,
        platforms: 'ONNX, CoreML, DockerFile, TensorFlow',
        'artifact-name': 'model.zip',
      },
    });

    expect(scenario.run.outputs).toMatchObject({ status: 'dry-run', iterationId: id, gate: 'none' });
    expect(scenario.run.outputs.precision).not.toBe('');
    expect(planIn(scenario)).toEqual({
      Project: 'used as it is',
      Storage: 'kept',
      Training: 'not started',
      Gate: 'none',
      'Export to ONNX': 'there already',
      'Export to CoreML': 'running already',
      'Export to DockerFile': 'asked for once more',
      'Export to TensorFlow': 'asked for',
      'Artifact model-ONNX.zip': 'uploaded',
      'Artifact model-CoreML.zip': 'there already',
      'Artifact model-DockerFile.zip': 'uploaded',
      'Artifact model-TensorFlow.zip': 'uploaded',
      Rights: 'enough for a run',
    });
  });

  test('what the gate would say, and ends green all the same', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { id } = emulator.service.trainings.add(project.projectId);
    const inputs = { 'iteration-id': id, 'minimum-precision': '1', 'minimum-recall': '1' };
    const scenario = await dryRun(project, { inputs });

    expect(scenario.run.outputs).toMatchObject({ status: 'dry-run', iterationId: id, gate: 'failed' });
    expect(planIn(scenario)).toMatchObject({ Gate: 'failed', 'Export to ONNX': 'not asked for' });
    const real = await play(emulator, project, { env: machineOf(emulator), inputs });
    expect(real.run.outputs).toMatchObject({ status: 'below-threshold', gate: 'failed' });
    const [rule = ''] = errorOf(real.run)
      .message.split('\n')
      .filter((line) => line.startsWith('precision '));
    expect(scenario.run.log).toContain(rule);
    expect(writes(real)).toEqual([]);
  });

  test('a project that a run would create, of which nothing else is known', async () => {
    const project = await emulator.addProject({ name: 'Bolts of hall 3' });
    const scenario = await dryRun(project, {
      inputs: { 'project-id': '', 'project-name': 'Bolt of hall 3' },
    });

    expect(scenario.run.outputs).toMatchObject({ status: 'dry-run', projectId: '', iterationId: '' });
    expect(planIn(scenario)).toEqual({
      Project: 'created',
      Storage: 'set',
      Training: 'refused by the service',
      Rights: 'enough for a run',
    });
    expect(scenario.run.annotations).toMatchObject([{ level: 'notice', title: 'Projects of a near name' }]);
    expect(scenario.run.annotations[0]?.message).toContain('a run would create one');
    expect(plain(scenario.run.summary)).toContain('Project created');
  });
});

describe('ends red in the words of a run that is refused before anything is paid for:', () => {
  test.each<{
    what: string;
    seed?: Parameters<TimedEmulator['addProject']>[0];
    inputs?: (project: SeededProject) => Record<string, string>;
    title: string;
  }>([
    { what: 'a domain that cannot export', seed: { domain: GENERAL }, title: 'Domain cannot export' },
    {
      what: 'a queue that is not there',
      inputs: ({ notificationQueueUri }) => ({
        'notification-queue-uri': `${notificationQueueUri}-not-there`,
      }),
      title: 'Queue or container not found',
    },
    {
      what: 'a project that is integrated elsewhere',
      seed: { integrated: true },
      inputs: ({ notificationQueueUri, project, queue }) => {
        project.settings.notificationQueueUri = notificationQueueUri.replace(queue.name, 'another');
        return {};
      },
      title: 'Project is integrated elsewhere',
    },
    {
      what: 'an iteration that is not there',
      inputs: () => ({ 'iteration-id': '11111111-2222-4333-8444-555555555555' }),
      title: 'Iteration not found',
    },
    {
      what: 'an unknown name, with create-project: false',
      inputs: () => ({ 'project-id': '', 'project-name': 'Nobody', 'create-project': 'false' }),
      title: 'Project not found',
    },
  ])('$what', async ({ seed, inputs: of, title }) => {
    const project = await emulator.addProject(seed);
    const inputs = of?.(project) ?? {};
    const dry = await dryRun(project, { inputs });
    const real = await play(emulator, project, { env: machineOf(emulator), inputs });

    expect(dry.run.outputs.status).toBe('failed');
    expect(errorOf(dry.run)).toEqual(errorOf(real.run));
    expect(errorOf(dry.run).title).toBe(title);
  });
});

describe('needs no more than a reader has:', () => {
  test('the roles of a reader, by OIDC', async () => {
    const { application, roles } = entraOf(emulator);
    roles.replace(application.objectId, ...READER_ROLES);
    const project = await emulator.addProject();
    emulator.service.trainings.add(project.projectId);
    const scenario = await dryRun(project, oidcJob(emulator));
    roles.replace(application.objectId, ...LEAST_ROLES);

    expect(scenario.run.outputs.status).toBe('dry-run');
    expect(scenario.run.annotations).toEqual([]);
    expect(planIn(scenario).Rights).toBe('not tried');
    expect(scenario.run.log).toContain(
      'the role Cognitive Services Custom Vision Trainer on the training resource',
    );
    expect(scenario.run.log).toContain('the role Storage Queue Data Contributor on the queue');
  });

  test.each([
    {
      letters: 'r',
      rights: 'too few for a run',
      said: 'sp=r lacks p, it needs sp=rup (read, update, process)',
    },
    { letters: 'rup', rights: 'enough for a run', said: '- Rights: enough' },
  ])('a SAS of the queue with $letters: what a run would lack is told', async ({ letters, rights, said }) => {
    const project = await emulator.addProject();
    const scenario = await dryRun(project, { inputs: readerSas(project, letters) });

    expect(scenario.run.outputs.status).toBe('dry-run');
    expect(scenario.run.annotations).toEqual([]);
    expect(planIn(scenario).Rights).toBe(rights);
    expect(scenario.run.log).toContain(said);
  });
});

onPosix('a dry run that is cancelled says so, and has changed nothing', async () => {
  const project = await emulator.addProject();
  project.project.status = 'Importing';
  const { run } = await dryRun(project, {
    during: async (action) => {
      await action.waitFor('is being imported');
      action.signal('SIGINT');
    },
  });

  expect(run.outputs).toMatchObject({ status: 'cancelled', iterationId: '' });
  expect(errorOf(run)).toMatchObject({ title: 'Cancelled' });
  expect(errorOf(run).message).toContain('It has changed nothing.');
});

/** Inputs with a SAS that reads the container, and one with these letters for the queue; no account key. */
function readerSas({ queue, container, ...uris }: SeededProject, letters: string): Record<string, string> {
  const key = new StorageSharedKeyCredential(emulator.storageAccountName, emulator.storageAccountKey);
  const expiresOn = new Date(Date.now() + 24 * 3_600_000);
  const permissions = QueueSASPermissions.parse(letters);
  const ofQueue = generateQueueSASQueryParameters({ queueName: queue.name, permissions, expiresOn }, key);
  const ofContainer = generateBlobSASQueryParameters(
    { containerName: container.containerName, permissions: ContainerSASPermissions.parse('rl'), expiresOn },
    key,
  );
  return {
    'notification-queue-uri': `${uris.notificationQueueUri}?${ofQueue.toString()}`,
    'export-model-container-uri': `${uris.exportModelContainerUri}?${ofContainer.toString()}`,
    'storage-account-key': '',
  };
}

/** The text of a summary, without markup. */
function plain(summary: string): string {
  return summary
    .replaceAll('<br>', ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&#(\d+);/g, (_whole, code: string) => String.fromCharCode(Number(code)));
}
