import { beforeEach, expect, test } from '@jest/globals';
import { attach } from '../../../src/train/attach.ts';
import { ensureProject } from '../../../src/project/create-project.ts';
import { ensureExported } from '../../../src/deliver/export.ts';
import { ensureIntegrated } from '../../../src/project/integrate.ts';
import { readIteration, readProject } from '../../../src/custom-vision/entities.ts';
import { ensureTrained } from '../../../src/train/train.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import {
  fakeWorld,
  ITERATION,
  iterationJson,
  OTHER_ITERATION,
  PROJECT,
} from '../../../trials/fakes/fake-services.ts';
import { lostAnswer } from '../../../trials/fakes/fake-training-api.ts';
import { BUSY, REGULAR } from '../../../trials/fakes/training-scene.ts';

/** Within a pause of each of them, and at the end of none. */
const CANCELLED_AFTER_MS = 2_617;
const DOMAIN = {
  id: OTHER_ITERATION,
  name: 'General (compact)',
  type: 'Classification',
  exportable: true,
  retired: false,
  exportablePlatforms: null,
};
const TRAINING = iterationJson(ITERATION, 'Training');

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
  world.api
    .on('UpdateIteration', TRAINING)
    .on('GetIteration', TRAINING)
    .on('GetIterations', [])
    .on('GetExports', []);
});

async function train(): Promise<unknown> {
  return await ensureTrained(REGULAR, [], world.run);
}

const PAUSES: readonly [string, () => Promise<unknown>][] = [
  [
    'the test message of an integration is awaited',
    async () => {
      const project = { id: PROJECT, name: 'Screws', settings: {} };
      const { queue, container } = fakeInputs();
      const uris = { notificationQueueUri: queue.plain, exportModelContainerUri: container.plain };
      world.api.on('GetProject', project).on('UpdateProject', { ...project, settings: uris });
      await ensureIntegrated(fakeInputs(), readProject(project), world.run);
    },
  ],
  [
    'a project is looked for whose creation was not answered',
    async () => {
      world.api.on('CreateProject', lostAnswer(503)).on('GetProjects', []);
      const plan = { name: 'Screws', domain: DOMAIN, classificationType: null };
      await ensureProject(plan, fakeInputs(), world.ofResource);
    },
  ],
  [
    'a training is looked for whose start was not answered',
    async () => {
      world.api.on('TrainProject', lostAnswer(503));
      await train();
    },
  ],
  [
    'the service is busy and nothing is listed',
    async () => {
      world.api.on('TrainProject', BUSY);
      await train();
    },
  ],
  [
    'the training of somebody else is awaited',
    async () => {
      world.api.on('TrainProject', BUSY).on('GetIterations', [iterationJson(OTHER_ITERATION, 'Training')]);
      await train();
    },
  ],
  [
    'the training is awaited',
    async () => {
      world.api.on('TrainProject', TRAINING);
      await train();
    },
  ],
  [
    'a training is awaited that was attached to',
    async () => {
      await attach(readIteration(TRAINING), [], world.run);
    },
  ],
  [
    'the export is awaited',
    async () => {
      world.api.on('ExportIteration', { platform: 'ONNX', status: 'Exporting' });
      const { customVision } = world.run;
      const target = { platform: 'ONNX', flavor: null } as const;
      await ensureExported(
        readIteration(TRAINING),
        target,
        (mostMs) => customVision.getExports(ITERATION, mostMs),
        world.run,
      );
    },
  ],
];

test.each(PAUSES)('a cancel while %s ends it at that moment, and nothing more is sent', async (_what, go) => {
  const reason = new Error('cancelled');
  const { clock, api, report, cancel } = world;
  let at = { ms: 0, requests: 0 };
  clock.after(CANCELLED_AFTER_MS, () => {
    at = { ms: clock.now(), requests: api.requests.length };
    cancel.abort(reason);
  });
  await expect(go()).rejects.toBe(reason);

  expect(at.ms).toBeGreaterThan(0);
  expect({ ms: clock.now(), requests: api.requests.length }).toEqual(at);
  expect(report.of('warning')).toEqual([]);
});
