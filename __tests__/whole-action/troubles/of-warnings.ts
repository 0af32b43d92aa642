/**
 * What a run only warns of, or tells beside the way: it goes on, or is ended here when it has said it.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StorageSharedKeyCredential } from '@azure/storage-blob';
import { generateQueueSASQueryParameters } from '@azure/storage-queue';
import { iterationName } from '../../../src/train/iteration-name.ts';
import { COGNITIVE, entraOf, machineOf } from '../entra-job.ts';
import { NOT_BY_ITSELF } from '../../../trials/endings.ts';
import { zipWithBackslashes } from '../../../trials/fakes/zip-bytes.ts';
import { type ScenarioOptions, workflowRunOf } from '../scenario.ts';
import { sasInputs } from '../storage-sas.ts';
import { timeOf } from '../time/timed-emulator.ts';
import { startStub } from './stub.ts';
import { attached, type Scene, type Trouble } from './trouble.ts';

/** The run is cancelled as soon as its log says this. */
function until(text: string, first?: () => Promise<unknown>): Pick<ScenarioOptions, 'during'> {
  return {
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      await first?.();
      await action.waitFor(text);
      action.signal('SIGINT');
    },
  };
}

/** An Azure CLI that somebody has logged in with. */
async function cliLogin(scene: Scene): Promise<Record<string, string>> {
  const { folder, emulator } = scene;
  const { application, tokens } = entraOf(emulator);
  const answer = JSON.stringify({
    accessToken: tokens.issue(application, COGNITIVE),
    expires_on: Math.floor(Date.now() / 1_000) + 3_600,
    tokenType: 'Bearer',
  });
  await writeFile(path.join(folder, 'az'), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
  await writeFile(path.join(folder, 'azureProfile.json'), '{"subscriptions":[{}]}');
  return {
    ...machineOf(emulator),
    AZURE_CONFIG_DIR: folder,
    AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential',
    PATH: `${folder}${path.delimiter}${process.env.PATH ?? ''}`,
  };
}

/** A signature whose rights stand in a policy of the queue: it may look, and no more. */
async function readerSas({ emulator, project }: Scene): Promise<string> {
  const { queue } = project;
  const expiresOn = new Date(Date.now() + 3_600_000);
  await queue.setAccessPolicy([
    { id: 'reader', accessPolicy: { permissions: 'r', startsOn: new Date(0), expiresOn } },
  ]);
  const key = new StorageSharedKeyCredential(emulator.storageAccountName, emulator.storageAccountKey);
  return generateQueueSASQueryParameters({ queueName: queue.name, identifier: 'reader' }, key).toString();
}

const SUCCEEDS = { status: 'succeeded' } as const;
const CANCELLED = {
  status: 'cancelled',
  trained: 1,
  onPosix: true,
  behavior: { trainingSeconds: NOT_BY_ITSELF },
} as const;

export const OF_WARNINGS: readonly Trouble[] = [
  {
    name: 'a queue that is full of somebody’s work',
    title: 'Notification queue is crowded',
    ...CANCELLED,
    says: () => ['About 40 messages stand on the notification queue, the oldest in front since 20'],
    arrange: async ({ project }) => {
      for (let count = 0; count < 40; count += 1) {
        await project.queue.sendMessage('work');
      }
      return until('messages stand on the notification queue');
    },
  },
  {
    name: 'a test message that does not come',
    title: 'No test message',
    ...SUCCEEDS,
    trained: 1,
    seed: { integrated: false },
    behavior: { connectionTest: 'off' },
    says: () => ['The service did not send its test message to the queue within a minute.'],
  },
  {
    name: 'a queue that is deleted in the wait',
    title: 'Notification queue out of reach',
    ...CANCELLED,
    says: () => ['The notification queue cannot be read; the run goes on', '\n| 404 QueueNotFound\n'],
    arrange: ({ project }) => until('The notification queue cannot be read', () => project.queue.delete()),
  },
  {
    name: 'notifications that never reach the run',
    title: 'No notification heard',
    ...SUCCEEDS,
    trained: 1,
    says: () => [
      'of 2 notifications that it sends to the queue in this run, the run heard 0:',
      'Messages stood there that somebody has received before (their DequeueCount is above 0).',
    ],
    arrange: async ({ emulator, project }) => {
      emulator.faults.add({ message: '*', times: 99, fault: { lost: true } });
      await project.queue.sendMessage('work of somebody else');
      await project.queue.receiveMessages({ visibilityTimeout: 1 });
      await timeOf(emulator)?.pass(1_000);
      return {};
    },
  },
  {
    name: 'work in front of the message that has been received before',
    title: 'Notification left on the queue',
    ...SUCCEEDS,
    trained: 1,
    says: () => ['A notification of this run stays on the queue until it expires'],
    arrange: async ({ emulator, project }) => {
      await project.queue.sendMessage('work');
      for (let times = 0; times < 2; times += 1) {
        await project.queue.receiveMessages({ visibilityTimeout: 1 });
        await timeOf(emulator)?.pass(1_000);
      }
      return {};
    },
  },
  {
    name: 'a SAS that may only look at the queue',
    title: 'Notifications stay on the queue',
    ...SUCCEEDS,
    trained: 1,
    says: () => [
      'This run may look at the notification queue but not receive from it',
      '\n| 403 Authorization',
    ],
    arrange: async (scene) => ({
      inputs: { 'notification-queue-uri': `${scene.project.notificationQueueUri}?${await readerSas(scene)}` },
    }),
  },
  {
    name: 'a service that fails when it is asked about the training',
    title: 'Service could not be asked',
    ...SUCCEEDS,
    trained: 1,
    says: ({ project }) => [
      `Could not ask about the training of iteration ${project.project.iterations[0]?.id ?? '?'}: GetIteration was answered 503.`,
    ],
    arrange: ({ emulator }) => {
      emulator.faults.add({ operation: 'GetIteration', fault: { status: 503, when: 'before' } });
      return {};
    },
  },
  {
    name: 'an iteration that somebody publishes before it is deleted',
    title: 'Iteration not deleted',
    code: 'BadRequestIterationIsPublished',
    ...SUCCEEDS,
    trained: 1,
    says: ({ project }) => [
      'keep-iterations could not make room, the run goes on without: DeleteIteration was answered 400 BadRequestIterationIsPublished.',
      `These stay:\n| ${project.project.iterations[0]?.id ?? '?'} Iteration 1 (trained, made 20`,
    ],
    arrange: ({ emulator, project }) => {
      emulator.service.trainings.add(project.projectId);
      emulator.service.trainings.add(project.projectId);
      const fault = { status: 400, when: 'before', code: 'BadRequestIterationIsPublished' } as const;
      emulator.faults.add({ operation: 'DeleteIteration', fault });
      return { inputs: { 'keep-iterations': '2', 'when-unchanged': 'retrain' } };
    },
  },
  {
    name: 'SAS that end in an hour',
    title: 'SAS expires early',
    ...SUCCEEDS,
    says: () => [
      'The SAS in notification-queue-uri expires at 20',
      'before timeout-minutes (330) is used up',
    ],
    arrange: (scene) => {
      const { inputs } = attached(scene);
      const sas = sasInputs(scene.emulator, scene.project, 1);
      const { 'notification-queue-uri': queueUri = '' } = sas;
      return { inputs: { ...inputs, 'notification-queue-uri': queueUri } };
    },
  },
  {
    name: 'a login by azure/login, and more than an hour',
    title: 'Login ends early',
    ...SUCCEEDS,
    entra: 'with storage',
    onPosix: true,
    says: () => [
      'The login of an earlier step (azure/login) is not renewed',
      'Next: give client-id and tenant-id',
    ],
    arrange: async (scene) => ({
      inputs: { ...attached(scene).inputs, 'training-key': '' },
      env: await cliLogin(scene),
    }),
  },
  {
    name: 'a job that ends before the run',
    title: 'Job token ends early',
    ...SUCCEEDS,
    says: () => ['before timeout-minutes (7200) is used up: afterwards no artifact can be uploaded.'],
    arrange: (scene) => ({ inputs: { ...attached(scene).inputs, 'timeout-minutes': '7200' } }),
  },
  {
    name: 'a project that is created',
    title: 'Project created',
    says: () => ['There was no project of the name "Nuts and bolts"', '\n| General (compact)'],
    arrange: () => ({ inputs: { 'project-id': '', 'project-name': 'Nuts and bolts' } }),
  },
  {
    name: 'a backup in the archive tier',
    title: 'Backup not readable',
    ...SUCCEEDS,
    says: () => ['The backup of the model in the container could not be read.', '\n| 409 BlobArchived\n'],
    behavior: { backup: 'archived' },
    arrange: (scene) => ({ inputs: attached(scene).inputs }),
  },
  {
    name: 'a model whose file names are written with backslashes',
    title: 'Model hard to unpack',
    ...SUCCEEDS,
    behavior: { backup: 'missing' },
    says: () => ['were written with backslashes', 'Next: nothing, the action has turned them into slashes'],
    arrange: async (scene) => {
      const { emulator, project } = scene;
      const { id, inputs } = attached(scene);
      const zip = await zipWithBackslashes({ 'app/model.onnx': 'weights' });
      const port = await startStub(scene, (_request, response) => response.end(zip));
      const done = await emulator.service.exports.add(project.projectId, id, { platform: 'ONNX' });
      done.downloadUri = `http://127.0.0.1:${port}/model`;
      return { inputs };
    },
  },
  {
    name: 'a model that is no zip',
    title: 'Model is no zip',
    ...SUCCEEDS,
    next: false,
    behavior: { packaging: 'bare' },
    says: () => ['as the artifact custom-vision-model.onnx; its digest is not that of the model.'],
    arrange: (scene) => ({ inputs: attached(scene).inputs }),
  },
  {
    name: 'an artifact of another job',
    title: 'Artifact under another name',
    ...SUCCEEDS,
    says: () => [
      'another model holds the name custom-vision-model.zip. It is left as it is: the model is stored as the artifact custom-vision-model-2.zip.',
    ],
    arrange: async (scene) => {
      const { emulator, project } = scene;
      const job = { runId: workflowRunOf(project), jobId: 'another-job' };
      const name = 'custom-vision-model.zip';
      await emulator.artifacts.addArtifact({ name, bytes: Buffer.from('theirs'), job });
      return { inputs: attached(scene).inputs };
    },
  },
  {
    name: 'an artifact service that fails before the training',
    title: 'Artifact service in trouble',
    ...SUCCEEDS,
    says: () => ['whether it will take the model; the run goes on. It answered:\n| 503 '],
    arrange: (scene) => {
      scene.emulator.artifacts.failNext('ListArtifacts', 4, 503);
      return { inputs: attached(scene).inputs };
    },
  },
  {
    name: 'GitHub Enterprise Server',
    title: 'Model not uploaded',
    ...SUCCEEDS,
    says: () => ['GitHub Enterprise Server has no artifact service of this kind'],
    arrange: (scene) => ({
      inputs: attached(scene).inputs,
      serverUrl: 'https://github.example.com',
      env: { ACTIONS_RUNTIME_TOKEN: undefined, ACTIONS_RESULTS_URL: undefined },
    }),
  },
  {
    name: 'TrainProject is answered 400 BadRequestTrainingNotNeeded',
    title: 'Nothing to train',
    answered: 'BadRequestTrainingNotNeeded',
    ...SUCCEEDS,
    next: false,
    says: ({ project }) => [
      `Nothing changed since iteration ${project.project.iterations[0]?.id ?? '?'} was trained: it is`,
    ],
    arrange: (scene) => {
      attached(scene);
      return {};
    },
  },
  {
    name: 'TrainProject is answered 400 BadRequestTrainingNotNeededButTrainingPipelineUpdated',
    title: 'Nothing to train',
    answered: 'BadRequestTrainingNotNeededButTrainingPipelineUpdated',
    ...SUCCEEDS,
    next: false,
    behavior: { trainingPipeline: 'updated' },
    says: () => [
      'was trained, though the service could train it anew with a newer pipeline: it is used again.',
    ],
    arrange: (scene) => {
      attached(scene);
      return {};
    },
  },
  {
    name: 'an iteration that is attached to',
    title: 'Attached',
    ...SUCCEEDS,
    next: false,
    says: ({ project }) => [
      `iteration-id names iteration ${project.project.iterations[0]?.id ?? '?'}, which is trained.`,
    ],
    arrange: (scene) => ({ inputs: attached(scene).inputs }),
  },
  {
    name: 'a training that an earlier attempt has started',
    title: 'Training of an earlier attempt',
    ...SUCCEEDS,
    next: false,
    says: ({ project }) => [
      `started that of iteration ${project.project.iterations[0]?.id ?? '?'}, with the same inputs.`,
    ],
    arrange: (scene) => {
      const regular = { trainingType: 'Regular', reservedBudgetHours: 0, selectedTags: [] } as const;
      attached(scene, { name: iterationName('4711', regular) });
      return { inputs: { 'when-unchanged': 'retrain' }, runAttempt: 2 };
    },
  },
  {
    name: 'a run that only starts the training',
    title: 'Detached',
    status: 'pending',
    trained: 1,
    behavior: { trainingSeconds: NOT_BY_ITSELF },
    says: () => ['What was started at the service goes on.'],
    arrange: () => ({ inputs: { 'timeout-minutes': '0', 'on-timeout': 'detach' } }),
  },
];
