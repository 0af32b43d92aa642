import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DETECTION_GENERAL_COMPACT } from '../../../emulator/custom-vision/resource/domains.ts';
import { parseFigures } from '../../../emulator/custom-vision/resource/figures.ts';
import type { Iteration, Project } from '../../../emulator/custom-vision/resource/project.ts';
import { codeOf, startTestServer } from './http-client.ts';

const RESOURCE =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/prediction';
let server: Awaited<ReturnType<typeof startTestServer>>;
let project: Project;
let iteration: Iteration;
let path: string;

beforeEach(async () => {
  server = await startTestServer();
  project = server.service.projects.add();
  iteration = server.service.trainings.add(project.id);
  path = `/projects/${project.id}/iterations/${iteration.id}`;
});
afterEach(async () => {
  await server.close();
});

const get = async (below = '') => (await server.call('GET', `${path}${below}`)).body;
const publish = async (query: object = {}, of = path) => {
  const wanted = { publishName: 'live', predictionId: RESOURCE, ...query };
  return await server.call('POST', `${of}/publish?${new URLSearchParams(wanted).toString()}`);
};

interface Figures {
  precision: number;
  recall: number;
  recallStdDeviation: number;
  averagePrecision: number;
}

test('GetIterationPerformance has the same figures for the same question, for each tag and for all', async () => {
  const first = await get('/performance?threshold=0.9');
  expect(await get('/performance?threshold=0.9')).toEqual(first);
  const figures = {
    precision: expect.any(Number),
    precisionStdDeviation: expect.any(Number),
    recall: expect.any(Number),
    recallStdDeviation: expect.any(Number),
    averagePrecision: expect.any(Number),
  };
  expect(first).toEqual({
    ...figures,
    perTagPerformance: project.tags.map(({ id, name }) => ({ id, name, ...figures })),
  });
});

test('GetIterationPerformance: a higher threshold makes precision better and recall worse', async () => {
  const low = (await get('/performance?threshold=0.1')) as Figures;
  const usual = (await get('/performance')) as Figures;
  const high = (await get('/performance?threshold=0.9')) as Figures;
  expect(low.precision).toBeLessThan(usual.precision);
  expect(usual.precision).toBeLessThan(high.precision);
  expect(low.recall).toBeGreaterThan(usual.recall);
  expect(usual.recall).toBeGreaterThan(high.recall);
  for (const value of Object.values(high).filter(Number.isFinite)) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
});

test('GetIterationPerformance: the overlap counts for object detection only', async () => {
  expect(await get('/performance?overlapThreshold=0.9')).toEqual(await get('/performance'));
  const detection = server.service.projects.add({ domain: DETECTION_GENERAL_COMPACT });
  const { id } = server.service.trainings.add(detection.id);
  path = `/projects/${detection.id}/iterations/${id}`;
  const strict = (await get('/performance?overlapThreshold=0.9')) as Figures;
  expect(strict.precision).toBeLessThan(((await get('/performance')) as Figures).precision);
});

test('GetIterationPerformance: figures follow from images and tags, by whatever ids', async () => {
  const figures = async (...counts: number[]): Promise<Figures> => {
    const tags = counts.map((images, index) => ({ name: `tag ${index}`, images }));
    const { id } = server.service.projects.add({ tags });
    path = `/projects/${id}/iterations/${server.service.trainings.add(id).id}`;
    return (await get('/performance')) as Figures;
  };
  const few = await figures(20, 20);
  const { perTagPerformance: ofTags } = (await get('/performance')) as { perTagPerformance: Figures[] };
  expect((await figures(20, 20)).recall).toBe(few.recall);
  for (const figure of ['precision', 'recall', 'averagePrecision'] as const) {
    expect((await figures(30, 30))[figure]).toBeGreaterThan(few[figure]);
    expect((await figures(30, 10))[figure]).toBeLessThan(few[figure]);
    expect(ofTags[0]?.[figure]).toBeLessThan(1);
  }
  expect((await figures(40, 40)).recallStdDeviation).toBeLessThan(few.recallStdDeviation);
});

test('GetIterationPerformance: figures are what somebody has set, of an iteration and of its tags', async () => {
  const [hemlock, cherry] = project.tags;
  project.figures = { precision: 1, recall: null, tags: { hemlock: { recall: NaN, precision: 'absent' } } };
  const of = async (id: string) =>
    (await server.call('GET', `/projects/${project.id}/iterations/${id}/performance`)).body as object;
  const made = (await of(iteration.id)) as Figures;
  const set = await of(server.service.trainings.add(project.id).id);
  expect(set).toMatchObject({
    precision: 1,
    recall: null,
    averagePrecision: made.averagePrecision,
    perTagPerformance: [
      { id: hemlock?.id, recall: 'NaN' },
      { id: cherry?.id, recall: expect.any(Number) },
    ],
  });
  expect(JSON.stringify(set)).toContain('"hemlock","precisionStdDeviation"');
  const own = server.service.trainings.add(project.id, { figures: { recall: 0.25 }, publishName: 'live' });
  expect(await of(own.id)).toMatchObject({ recall: 0.25, precision: made.precision });
});

test('figures are read from JSON, and what is none is named', () => {
  expect(parseFigures('{"precision": 0.5, "tags": {"a": {"recall": "NaN"}, "b": {"recall": null}}}')).toEqual(
    {
      precision: 0.5,
      tags: { a: { recall: NaN }, b: { recall: null } },
    },
  );
  expect(() => parseFigures('{"tags": {"a": {"recal": 0.5}}}')).toThrow(
    '"recal": 0.5 is none of precision, ',
  );
  expect(() => parseFigures('{"recall": 50}')).toThrow('"recall": 50 is none of ');
});

test('GetIterationPerformance may come too early, once a training has ended', async () => {
  project.behavior.lateFigures = 2;
  const late = server.service.trainings.add(project.id, { status: 'Training' });
  server.service.trainings.finish(project.id, late.id);
  path = `/projects/${project.id}/iterations/${late.id}`;
  const codes = [1, 2, 3].map(async () => codeOf(await server.call('GET', `${path}/performance`)));
  expect((await Promise.all(codes)).sort()).toEqual([
    '200 gateway without a code',
    '404 NotFoundIterationPerformance',
    '404 NotFoundIterationPerformance',
  ]);
});

test('GetIterationPerformance needs thresholds from 0 to 1, and a trained iteration', async () => {
  const code = async (query: string) => codeOf(await server.call('GET', `${path}/performance?${query}`));
  expect(await code('threshold=2')).toBe('400 BadRequestInvalid');
  expect(await code('overlapThreshold=much')).toBe('400 BadRequestInvalid');
  iteration.status = 'Failed';
  expect(await code('')).toBe('404 NotFoundIterationPerformance');
});

test('PublishIteration gives an iteration a name, UnpublishIteration takes it away', async () => {
  expect(await publish()).toEqual({ status: 200, body: true });
  expect(await get()).toMatchObject({ publishName: 'live', originalPublishResourceId: RESOURCE });
  expect(codeOf(await server.call('DELETE', path))).toBe('400 BadRequestIterationIsPublished');
  expect(await server.call('DELETE', `${path}/publish`)).toEqual({ status: 204, body: undefined });
  expect(await get()).toMatchObject({ publishName: null, originalPublishResourceId: null });
  expect(codeOf(await server.call('DELETE', `${path}/publish`))).toBe('400 BadRequestIterationNotPublished');
  expect((await server.call('DELETE', path)).status).toBe(204);
});

test('PublishIteration with overwrite takes the name from another iteration', async () => {
  await publish();
  expect((await publish({ publishName: 'other', overwrite: 'true' })).body).toEqual({
    code: 'BadRequestIterationIsPublished',
    message: 'Iteration is already published as: live',
  });
  const next = server.service.trainings.add(project.id);
  const nextPath = `/projects/${project.id}/iterations/${next.id}`;
  expect(codeOf(await publish({}, nextPath))).toBe('400 BadRequestInvalidPublishName');
  expect((await publish({ overwrite: 'true' }, nextPath)).status).toBe(200);
  expect([iteration.publishName, next.publishName]).toEqual(['', 'live']);
});

test('PublishIteration refuses names, targets and iterations that cannot be', async () => {
  expect(codeOf(await publish({ publishName: '' }))).toBe('400 BadRequestRequiredParamIsNull');
  expect(codeOf(await publish({ publishName: ' ' }))).toBe('400 BadRequestInvalidPublishName');
  expect(codeOf(await publish({ predictionId: 'mine' }))).toBe('400 BadRequestInvalidPublishTarget');
  iteration.status = 'Training';
  expect(codeOf(await publish())).toBe('400 BadRequestIterationIsNotTrained');
});

test('TrainProject refuses object detection with a negative tag, and a base of another kind', async () => {
  const detection = server.service.projects.add({ domain: DETECTION_GENERAL_COMPACT });
  const train = async (body?: object) =>
    codeOf(await server.call('POST', `/projects/${detection.id}/train`, { body }));
  const customBaseModelInfo = { projectId: project.id, iterationId: iteration.id };
  expect(await train({ customBaseModelInfo })).toBe('400 BadRequestCustomBaseModelDomainNotCompatible');
  server.service.projects.addTag(detection.id, { name: 'none', images: 15, type: 'Negative' });
  expect(await train()).toBe('400 BadRequestDetectionTrainingNotAllowNegativeTag');
});
