import { beforeEach, expect, test } from '@jest/globals';
import type { TrainingOptions } from '../../../src/custom-vision/project-api.ts';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import { fakeWorld, ITERATION, iterationJson, PROJECT } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer } from '../../../trials/fakes/fake-training-api.ts';

const TRAINING: TrainingOptions = {
  trainingType: 'Regular',
  reservedBudgetHours: 0,
  selectedTags: [],
  notificationEmail: null,
  force: false,
};
let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
});

test('each operation is sent by its method, on its path below the project', async () => {
  const { customVision } = world.run;
  const { resource } = world.ofResource;
  const project = { id: PROJECT, name: 'p', settings: {} };
  world.api
    .on('GetDomains', [])
    .on('GetProject', project)
    .on('UpdateProject', project)
    .on('GetTags', [])
    .on('TrainProject', iterationJson(ITERATION, 'Training'))
    .on('GetIterations', [])
    .on('GetIteration', iterationJson(ITERATION, 'Training'))
    .on('UpdateIteration', iterationJson(ITERATION, 'Training'))
    .on('ExportIteration', { platform: 'ONNX' })
    .on('GetExports', [])
    .on('DeleteIteration', undefined);
  const found = await customVision.getProject();
  await resource.getDomains();
  await customVision.integrate(found, { notificationQueueUri: 'q', exportModelContainerUri: 'c' }, 'v3.3');
  await customVision.getTags();
  await customVision.trainProject(TRAINING);
  await customVision.getIterations();
  await customVision.getIteration(ITERATION);
  await customVision.renameIteration(ITERATION, 'n');
  await customVision.exportIteration(ITERATION, { platform: 'ONNX', flavor: null });
  await customVision.getExports(ITERATION);
  await customVision.deleteIteration(ITERATION);
  expect(
    world.api.requests.map(({ method = 'get', path, version }) => `${version ?? '-'} ${method} ${path}`),
  ).toEqual([
    `- get /projects/${PROJECT}`,
    '- get /domains',
    `v3.3 patch /projects/${PROJECT}`,
    `- get /projects/${PROJECT}/tags`,
    `- post /projects/${PROJECT}/train`,
    `- get /projects/${PROJECT}/iterations`,
    `- get /projects/${PROJECT}/iterations/${ITERATION}`,
    `- patch /projects/${PROJECT}/iterations/${ITERATION}`,
    `- post /projects/${PROJECT}/iterations/${ITERATION}/export`,
    `- get /projects/${PROJECT}/iterations/${ITERATION}/export`,
    `- delete /projects/${PROJECT}/iterations/${ITERATION}`,
  ]);
});

test('a training is asked for with what was given, and with nothing else', async () => {
  const { customVision } = world.run;
  world.api.on('TrainProject', iterationJson(ITERATION, 'Training'));
  await customVision.trainProject(TRAINING);
  await customVision.trainProject({ ...TRAINING, reservedBudgetHours: 7 });
  await customVision.trainProject({
    trainingType: 'Advanced',
    reservedBudgetHours: 7,
    selectedTags: ['t1', 't2'],
    notificationEmail: 'a+b@c.example',
    force: true,
  });
  expect(world.api.of('TrainProject').map(({ query, body }) => ({ query, body }))).toEqual([
    { query: { trainingType: 'Regular' }, body: undefined },
    { query: { trainingType: 'Regular' }, body: undefined },
    {
      query: {
        trainingType: 'Advanced',
        reservedBudgetInHours: '7',
        forceTrain: 'true',
        notificationEmailAddress: 'a+b@c.example',
      },
      body: { selectedTags: ['t1', 't2'] },
    },
  ]);
});

test('reads are repeated after a lost answer, a training and an export are not', async () => {
  const { customVision } = world.run;
  world.api.on('GetIterations', lostAnswer(503), [], []);
  await customVision.getIterations();
  expect(world.api.count('GetIterations')).toBe(2);
  world.api.on('TrainProject', lostAnswer(503)).on('ExportIteration', lostAnswer(null));
  await expect(customVision.trainProject(TRAINING)).rejects.toThrow();
  await expect(customVision.exportIteration(ITERATION, { platform: 'ONNX', flavor: null })).rejects.toThrow();
  expect([world.api.count('TrainProject'), world.api.count('ExportIteration')]).toEqual([1, 1]);
});

test('an answer of another shape is a garbled one', async () => {
  world.api.on('GetIteration', { id: 'no GUID' });
  const error: unknown = await world.run.customVision
    .getIteration(ITERATION)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error).toMatchObject({ garbled: true, answerLost: true, operation: 'GetIteration' });
});

test('the signatures of all download links are masked', async () => {
  world.api.on('GetExports', [
    { platform: 'ONNX', downloadUri: 'https://a.example/x?sig=a%2Fb' },
    { platform: 'CoreML', downloadUri: null },
  ]);
  await world.run.customVision.getExports(ITERATION);
  expect(world.report.masked).toEqual(['a%2Fb', 'a/b']);
});
