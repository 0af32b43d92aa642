import { expect, test } from '@jest/globals';
import {
  newest,
  newestFirst,
  readDomain,
  readExport,
  readIteration,
  readList,
  readProject,
  readTag,
} from '../../../src/custom-vision/entities.ts';

const ID = '64b822c5-8082-4b36-a426-27225f4aa18c';
const UNSET = [undefined, null, ''];

test('these tests run far from UTC, or they would prove nothing about dates', () => {
  expect(new Date(2026, 0, 1).getTimezoneOffset()).toBe(300);
});

test.each([
  ['2026-11-20T08:00:00', Date.UTC(2026, 10, 20, 8)],
  ['2026-07-01T08:00:00', Date.UTC(2026, 6, 1, 8)],
  ['2026-11-20T08:00:00.1234567', Date.UTC(2026, 10, 20, 8, 0, 0, 123)],
  ['2026-11-20T08:00:00.1234567Z', Date.UTC(2026, 10, 20, 8, 0, 0, 123)],
  ['2026-11-20T08:00:00Z', Date.UTC(2026, 10, 20, 8)],
  ['2026-11-20T08:00:00+02:00', Date.UTC(2026, 10, 20, 6)],
  ['2026-11-20T08:00:00-05:00', Date.UTC(2026, 10, 20, 13)],
  ['2026-11-20', Date.UTC(2026, 10, 20)],
])('the time %s without a zone is UTC, with one it is that', (trainedAt, expected) => {
  expect(readIteration({ id: ID, trainedAt })).toMatchObject({ trainedAt: expected });
});

test.each([...UNSET, 'yesterday', 7, {}])('the time %j is none', (trainedAt) => {
  expect(readIteration({ id: ID, trainedAt }).trainedAt).toBeNull();
});

test.each([
  ['New', 'new'],
  ['Completed', 'completed'],
  ['Failed', 'failed'],
  ['Training', 'running'],
  ['Queued', 'running'],
  ['SomethingNew', 'running'],
  [null, 'running'],
  ['', 'running'],
  [undefined, 'running'],
])('an iteration whose status is %j is %s', (status, state) => {
  expect(readIteration({ id: ID, status }).state).toBe(state);
});

test.each(UNSET)('members of an iteration that are %j are unset', (unset) => {
  const iteration = readIteration({
    id: ID.toUpperCase(),
    name: unset,
    created: unset,
    trainedAt: unset,
    lastModified: unset,
    trainingType: unset,
    reservedBudgetInHours: unset,
    domainId: unset,
    publishName: unset,
    trainingErrorDetails: unset,
    status: 'Training',
  });
  expect(iteration).toEqual({
    id: ID,
    name: '',
    state: 'running',
    created: 0,
    trainedAt: null,
    lastModified: null,
    trainingType: null,
    reservedBudgetHours: null,
    domainId: null,
    publishName: null,
    publishResourceId: null,
    trainingErrorDetails: null,
  });
});

test('the domain of an iteration is a GUID in lower case', () => {
  expect(readIteration({ id: ID, domainId: ID.toUpperCase() }).domainId).toBe(ID);
});

test('a tag is its id, its name and how many images have it, if that is told', () => {
  expect(readTag({ id: ID.toUpperCase(), name: 'bolt', imageCount: 7 })).toEqual({
    id: ID,
    name: 'bolt',
    negative: false,
    imageCount: 7,
  });
  expect(readTag({ id: ID, name: 'bolt', imageCount: null }).imageCount).toBeNull();
  expect(
    ['Regular', 'Negative', 'GeneralProduct', null].map((type) => readTag({ id: ID, type }).negative),
  ).toEqual([false, true, false, false]);
  expect(() => readTag({ name: 'bolt' })).toThrow('no id');
});

test('a list of platforms keeps what is text', () => {
  const { exportablePlatforms } = readDomain({ id: ID, exportablePlatforms: ['ONNX', 7, null, 'New'] });
  expect(exportablePlatforms).toEqual(['ONNX', 'New']);
});

test.each(UNSET)('URIs of a project that are %j are not set', (unset) => {
  const project = readProject({
    id: ID,
    name: 'Fruit',
    settings: {
      domainId: unset,
      classificationType: unset,
      notificationQueueUri: unset,
      exportModelContainerUri: unset,
    },
  });
  expect(project).toMatchObject({
    domainId: null,
    classificationType: null,
    notificationQueueUri: null,
    exportModelContainerUri: null,
  });
});

test.each([undefined, null])('a project whose settings are %j has none', (settings) => {
  expect(readProject({ id: ID, settings })).toMatchObject({
    notificationQueueUri: null,
    updatable: { settings: {} },
  });
});

test('what an update has to send back is kept as it is', () => {
  const settings = {
    domainId: 'ABC',
    unheardOf: { deep: [1, null] },
    notificationQueueUri: 'https://a.example/q',
  };
  const project = readProject({
    id: ID,
    name: 'Fruit',
    description: '',
    status: 'Succeeded',
    drModeEnabled: true,
    settings,
    thumbnailUri: 'x',
  });
  expect(project.updatable).toEqual({ name: 'Fruit', description: '', status: 'Succeeded', settings });
  expect(project).toMatchObject({
    readOnly: true,
    domainId: 'abc',
    notificationQueueUri: 'https://a.example/q',
  });
});

test('a domain tells its platforms, or that it does not', () => {
  expect(readDomain({ id: ID, name: 'General', type: 'Classification', exportable: true })).toEqual({
    id: ID,
    name: 'General',
    type: 'Classification',
    exportable: true,
    retired: false,
    exportablePlatforms: null,
  });
  expect(readDomain({ id: ID, exportablePlatforms: ['ONNX'] })).toMatchObject({
    exportable: false,
    exportablePlatforms: ['ONNX'],
  });
});

test.each([
  ['Done', 'done'],
  ['Failed', 'failed'],
  ['Exporting', 'exporting'],
  ['Waiting', 'exporting'],
  [undefined, 'exporting'],
])('an export whose status is %j is %s', (status, state) => {
  expect(readExport({ platform: 'ONNX', status })).toEqual({
    platform: 'ONNX',
    flavor: null,
    state,
    downloadUri: null,
  });
});

test.each(UNSET)('a flavor and a link that are %j are none', (unset) => {
  expect(readExport({ platform: 'ONNX', flavor: unset, downloadUri: unset })).toMatchObject({
    flavor: null,
    downloadUri: null,
  });
});

test.each([null, 'text', 7, [], {}, { id: 'x' }, { id: 7 }])(
  '%j is no project, iteration or domain',
  (value) => {
    expect(() => readProject(value)).toThrow(TypeError);
    expect(() => readIteration(value)).toThrow(TypeError);
    expect(() => readDomain(value)).toThrow(TypeError);
    expect(() => readExport(value)).toThrow(TypeError);
  },
);

test.each([null, {}, '[]', 7])('%j is no list', (value) => {
  expect(() => readList(readExport)(value)).toThrow(TypeError);
});

test('iterations are in the order in which they were made: a training that runs or failed is behind the one before it', () => {
  const made = (hour: number, status: string, trainedAt?: string) =>
    readIteration({ id: ID, name: status, status, created: `2026-11-20T0${hour}:00:00Z`, trainedAt });
  const all = [
    made(1, 'Completed', '2026-11-20T09:00:00Z'),
    made(3, 'Training'),
    made(2, 'Failed'),
    made(0, 'Completed', '2026-11-20T01:30:00Z'),
  ];
  expect(newestFirst(all).map(({ name }) => name)).toEqual(['Training', 'Failed', 'Completed', 'Completed']);
  expect(newest(all)?.state).toBe('running');
});

test('a negative tag and a retired domain tell so', () => {
  expect(readTag({ id: ID, type: 'Negative' }).negative).toBe(true);
  expect(readDomain({ id: ID, enabled: false }).retired).toBe(true);
});
