import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../emulator/custom-vision/resource/clock.ts';
import { DETECTION_GENERAL_COMPACT } from '../../../emulator/custom-vision/resource/domains.ts';
import { REGULAR_TRAINING } from '../../../emulator/custom-vision/resource/project.ts';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import type { ProjectSeed } from '../../../emulator/custom-vision/resource/project-seed.ts';
import { CustomVisionService } from '../../../emulator/custom-vision/resource/resource.ts';
import { QUICK, RecordingStorage, refusalOf } from './recording-storage.ts';

const QUEUE = 'https://account.example/queue';
let clock: ManualClock;
let storage: RecordingStorage;
let service: CustomVisionService;

beforeEach(() => {
  clock = new ManualClock();
  storage = new RecordingStorage();
  service = new CustomVisionService({ clock, storage, behavior: QUICK });
});

const addProject = (seed: ProjectSeed = {}): Project =>
  service.projects.add({ settings: { notificationQueueUri: QUEUE }, ...seed });
const train = (project: Project, request = {}) =>
  service.trainings.train(project.id, { ...REGULAR_TRAINING, ...request });
const refusal = (project: Project, request = {}) => refusalOf(() => train(project, request));

test('a training runs for its time, then is Completed and announced', async () => {
  const project = addProject();
  const iteration = train(project);
  expect(iteration).toMatchObject({ name: 'Iteration 1', status: 'Training', trainedAt: null });
  clock.advance(59_999);
  expect(iteration.status).toBe('Training');
  clock.advance(1);
  await service.idle();
  expect(iteration).toMatchObject({
    status: 'Completed',
    trainedAt: clock.now(),
    trainingTimeInMinutes: 1,
    trainingErrorDetails: null,
  });
  expect(storage.messages).toEqual([
    `{"version":"1.0","type":"Training","Content":{"projectId":"${project.id}","iterationId":"${iteration.id}","trainingStatus":"TrainingCompleted"}}`,
  ]);
});

test('a training that is told to fail says so in its state and in its message', async () => {
  const project = addProject({ behavior: { trainingOutcome: 'failed' } });
  const iteration = train(project);
  clock.advance(60_000);
  await service.idle();
  expect(iteration).toMatchObject({ status: 'Failed', trainedAt: null });
  expect(iteration.trainingErrorDetails).toContain('told to let this training fail');
  expect(storage.lastContent.trainingStatus).toBe('TrainingFailed');
});

test('with a lead the message comes that long before the state changes', async () => {
  const iteration = train(addProject({ behavior: { notifyLeadSeconds: 5 } }));
  clock.advance(55_000);
  await service.idle();
  expect(storage.messages).toHaveLength(1);
  expect(iteration.status).toBe('Training');
  clock.advance(5000);
  await service.idle();
  expect(storage.messages).toHaveLength(1);
  expect(iteration.status).toBe('Completed');
});

test.each([
  ['lose', 0],
  ['deliver', 1],
  ['duplicate', 2],
] as const)('told to %s notifications, it sends %i', async (notifications, count) => {
  train(addProject({ behavior: { notifications } }));
  clock.advance(60_000);
  await service.idle();
  expect(storage.messages).toHaveLength(count);
});

test('messages are in base64 and with a small c on request', async () => {
  train(addProject({ behavior: { messageEncoding: 'base64', contentCase: 'content' } }));
  clock.advance(60_000);
  await service.idle();
  const text = Buffer.from(storage.messages[0] ?? '', 'base64').toString('utf8');
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['version', 'type', 'content']);
});

test('without a queue nothing is sent', async () => {
  train(service.projects.add());
  clock.advance(60_000);
  await service.idle();
  expect(storage.events).toEqual([]);
});

describe('an iteration is as old as the blank one that its training fills', () => {
  test('the first was made with the project, the next one when the training before it began', () => {
    const project = addProject();
    const { created } = project;
    clock.advance(3_600_000);
    const first = train(project);
    const began = clock.now();
    clock.advance(60_000);
    service.projects.addImages(project.id, 1);
    clock.advance(3_600_000);
    const second = train(project);
    expect([first.created, second.created]).toEqual([created, began]);
    expect(second.created).toBeLessThan(first.trainedAt ?? 0);
  });

  test('its number goes on after a deletion, and its id is that of the blank one', () => {
    const project = addProject();
    const [first, { id }] = [train(project), project.blank];
    clock.advance(60_000);
    service.trainings.delete(project.id, first.id);
    expect(train(project)).toMatchObject({ id, name: 'Iteration 2' });
  });

  test('seeded iterations follow each other so as well, failed and running ones included', () => {
    const project = addProject();
    const seeds = ['Completed', 'Failed', 'Completed', 'Training'].map((status) =>
      service.trainings.add(project.id, { status }),
    );
    for (const [index, { created }] of seeds.entries()) {
      expect(created).toBeLessThan(clock.now());
      expect(created).toBe(seeds[index - 1]?.began ?? project.created);
    }
    expect(seeds[1]?.created).toBeLessThan(seeds[0]?.trainedAt ?? 0);
  });

  test('or, if told so, as its own training', () => {
    const project = addProject({ behavior: { iterationCreated: 'training' } });
    clock.advance(3_600_000);
    expect(train(project).created).toBe(clock.now());
  });
});

test('in the last part of a training its time is told', () => {
  const iteration = train(addProject());
  clock.advance(53_999);
  expect(iteration).toMatchObject({ evaluating: false, trainingTimeInMinutes: 0 });
  clock.advance(1);
  expect(iteration).toMatchObject({ evaluating: true, trainingTimeInMinutes: 1, status: 'Training' });
  expect(iteration.lastModified).toBe(clock.now());
});

describe('a second training', () => {
  test('is refused while one is in progress, a queued one included', () => {
    const project = addProject();
    train(project);
    expect(refusal(project, { forceTrain: true })).toBe('BadRequestTrainingAlreadyInProgress');
    const other = addProject();
    service.trainings.add(other.id, { status: 'Queued' });
    expect(refusal(other)).toBe('BadRequestTrainingAlreadyInProgress');
  });

  test('is refused while nothing has changed, unless it is forced', () => {
    const project = addProject();
    train(project);
    clock.advance(60_000);
    expect(refusal(project)).toBe('BadRequestTrainingNotNeeded');
    project.behavior.trainingPipeline = 'updated';
    expect(refusal(project)).toBe('BadRequestTrainingNotNeededButTrainingPipelineUpdated');
    expect(train(project, { forceTrain: true }).name).toBe('Iteration 2');
  });

  test('is taken once the newest iteration was deleted, unless told otherwise', () => {
    const project = addProject();
    const [older, newest] = [service.trainings.add(project.id), service.trainings.add(project.id)];
    service.trainings.delete(project.id, older.id);
    expect(refusal(project)).toBe('BadRequestTrainingNotNeeded');
    project.behavior.trainingAfterDeletion = 'refused';
    service.trainings.delete(project.id, newest.id);
    expect(refusal(project)).toBe('BadRequestTrainingNotNeeded');
    project.behavior.trainingAfterDeletion = 'taken';
    service.trainings.delete(project.id, service.trainings.add(project.id).id);
    expect(refusal(project)).toBe('accepted');
  });

  test('is refused after a failed one too, as nothing has changed since', () => {
    const project = addProject();
    service.trainings.add(project.id, { status: 'Failed' });
    expect(refusal(project)).toBe('BadRequestTrainingNotNeeded');
  });

  test('is taken once images, tags or settings have changed, even during the training before', () => {
    const project = addProject();
    train(project);
    service.projects.addImages(project.id, 1, project.tags[0]?.id);
    clock.advance(60_000);
    expect(refusal(project)).toBe('accepted');
    clock.advance(60_000);
    service.projects.addTag(project.id, { name: 'oak', images: 5 });
    expect(refusal(project)).toBe('accepted');
    clock.advance(60_000);
    project.settings = { ...project.settings, classificationType: 'Multiclass' };
    expect(refusal(project)).toBe('accepted');
  });

  test('is not needed after an iteration that was there from before, but after a blank one', () => {
    const project = addProject();
    service.trainings.add(project.id, { status: 'New' });
    expect(refusal(project)).toBe('accepted');
    clock.advance(60_000);
    const other = addProject();
    service.trainings.add(other.id, { trainedAt: 1_700_000_000_000 });
    expect(refusal(other)).toBe('BadRequestTrainingNotNeeded');
  });
});

test('the limit is 20 iterations; a blank one does not count', () => {
  const project = addProject();
  for (let made = 0; made < 19; made += 1) service.trainings.add(project.id);
  service.trainings.add(project.id, { status: 'New' });
  service.trainings.add(project.id);
  expect(refusal(project, { forceTrain: true })).toBe('BadRequestExceedIterationPerProjectLimit');
  service.trainings.delete(project.id, project.iterations[0]?.id ?? '');
  expect(refusal(project, { forceTrain: true })).toBe('accepted');
});

test.each([
  ['Multiclass', 'BadRequestMultiClassClassificationTrainingValidationFailed'],
  ['Multilabel', 'BadRequestMultiLabelClassificationTrainingValidationFailed'],
  [null, 'BadRequestClassificationTrainingValidationFailed'],
] as const)('%s classification needs two tags of five images', (classificationType, code) => {
  const settings = { classificationType };
  const a = { name: 'a', images: 5 };
  expect(refusal(addProject({ settings, tags: [a] }))).toBe(code);
  expect(refusal(addProject({ settings, tags: [a, { name: 'b', images: 4 }] }))).toBe(code);
  expect(refusal(addProject({ settings, tags: [a, { name: 'b', images: 5 }] }))).toBe('accepted');
});

test('detection needs fifteen images of each tag', () => {
  const domain = DETECTION_GENERAL_COMPACT;
  const code = 'BadRequestDetectionTrainingValidationFailed';
  expect(refusal(addProject({ domain, tags: [{ name: 'a', images: 14 }] }))).toBe(code);
  expect(refusal(addProject({ domain, tags: [{ name: 'a', images: 15 }] }))).toBe('accepted');
});

test('only the selected tags count, and they must exist', () => {
  const project = addProject({ tags: ['a', 'b', 'c'].map((name, index) => ({ name, images: 6 - index })) });
  const [a, b] = project.tags.map(({ id }) => id);
  const code = 'BadRequestMultiLabelClassificationTrainingValidationFailed';
  expect(refusal(project)).toBe(code);
  expect(refusal(project, { selectedTags: ['no-such-tag'] })).toBe('BadRequestInvalidIds');
  const iteration = train(project, { selectedTags: [a, b] });
  expect(iteration.tags.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('an advanced training needs a budget, and a base model must be trained', () => {
  const project = addProject();
  expect(refusal(project, { trainingType: 'Advanced' })).toBe(
    'BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining',
  );
  const base = service.trainings.add(project.id, { status: 'Failed' });
  const customBaseModel = { projectId: project.id, iterationId: base.id };
  expect(refusal(project, { customBaseModel })).toBe('BadRequestCustomBaseModelIterationStatusNotCompleted');
  base.status = 'Completed';
  expect(refusal(project, { customBaseModel, trainingType: 'Advanced', reservedBudgetInHours: 1 })).toBe(
    'accepted',
  );
});

test('a read-only project refuses every change', () => {
  const project = addProject({ readOnly: true });
  const { id } = service.trainings.add(project.id);
  const refusals = [
    () => train(project),
    () => service.trainings.rename(project.id, id, 'x'),
    () => service.exports.start(project.id, id, 'ONNX', null),
    () => {
      service.trainings.delete(project.id, id);
    },
  ].map(refusalOf);
  expect(refusals).toEqual(Array(4).fill('ForbiddenDRModeEnabled'));
});

test('iterations are renamed uniquely, and deleted unless published or in training', () => {
  const project = addProject();
  const first = service.trainings.add(project.id, { publishName: 'live' });
  const second = service.trainings.add(project.id);
  const rename = (name: string) => refusalOf(() => service.trainings.rename(project.id, second.id, name));
  expect(rename('Iteration 1')).toBe('BadRequestIterationNameNotUnique');
  expect(rename(' ')).toBe('BadRequestIterationName');
  expect(rename('gh-1')).toBe('accepted');
  expect(second.name).toBe('gh-1');
  const running = train(project, { forceTrain: true });
  const remove = (id: string) =>
    refusalOf(() => {
      service.trainings.delete(project.id, id);
    });
  expect(remove(first.id)).toBe('BadRequestIterationIsPublished');
  expect(remove(running.id)).toBe('BadRequestIterationValidationFailed');
  expect(remove(second.id)).toBe('accepted');
  expect(remove(second.id)).toBe('NotFoundIteration');
});

test('a training can be ended before its time, and then ends once', async () => {
  const project = addProject();
  const iteration = train(project);
  service.trainings.finish(project.id, iteration.id);
  expect(iteration.status).toBe('Completed');
  clock.advance(60_000);
  await service.idle();
  expect(storage.messages).toHaveLength(1);
});

test('a training without an end by itself runs until it is ended', async () => {
  const project = addProject({ behavior: { trainingSeconds: Infinity } });
  const iteration = train(project);
  clock.advance(1e12);
  expect(iteration.status).toBe('Training');
  service.trainings.finish(project.id, iteration.id);
  await service.idle();
  expect(iteration.status).toBe('Completed');
  expect(storage.messages).toHaveLength(1);
});

test('a training that is ended announces its end by the lead before it, and only once', async () => {
  const project = addProject({ behavior: { trainingSeconds: Infinity, notifyLeadSeconds: 5 } });
  const [iteration, other] = [train(project), train(addProject({ behavior: { ...project.behavior } }))];
  service.trainings.finish(project.id, iteration.id);
  clock.advance(4999);
  expect(iteration.status).toBe('Training');
  clock.advance(1);
  await service.idle();
  expect([iteration.status, other.status]).toEqual(['Completed', 'Training']);
  expect(storage.messages).toHaveLength(1);

  const again = train(project, { forceTrain: true });
  service.trainings.finish(project.id, again.id);
  service.trainings.finish(project.id, again.id);
  await service.idle();
  expect(again.status).toBe('Completed');
  expect(storage.messages).toHaveLength(2);
});

test('closing takes running trainings off the clock', async () => {
  const iteration = train(addProject());
  await service.close();
  clock.advance(60_000);
  expect(iteration.status).toBe('Training');
});
