import { beforeEach, expect, test } from '@jest/globals';
import type { Domain } from '../../../src/custom-vision/entities.ts';
import type { NewProject } from '../../../src/custom-vision/resource-api.ts';
import { CONTAINER_URI, fakeWorld, PROJECT, QUEUE_URI } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';

const URIS = { notificationQueueUri: QUEUE_URI, exportModelContainerUri: CONTAINER_URI };
const DOMAIN: Domain = {
  id: 'd',
  name: 'D',
  type: 'Classification',
  exportable: true,
  retired: false,
  exportablePlatforms: [],
};
const PLAN: NewProject = { name: 'Fruit & nuts', domain: DOMAIN, classificationType: null };

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
});

test('a project is created as the guide says, with both URIs in the query of v3.3', async () => {
  world.api.on('CreateProject', { id: PROJECT, name: PLAN.name, settings: URIS });
  expect(await world.ofResource.resource.createProject(PLAN, URIS, 'v3.3')).toMatchObject({ id: PROJECT });
  expect(world.api.requests).toEqual([
    {
      operation: 'CreateProject',
      method: 'post',
      path: '/projects',
      query: { name: 'Fruit & nuts', domainId: 'd', ...URIS },
      version: 'v3.3',
      repetition: 'costly',
    },
  ]);
});

test('on v3.4-preview the URIs are in a body, as its Swagger has them', async () => {
  world.api.on('CreateProject', { id: PROJECT });
  const plan: NewProject = { ...PLAN, classificationType: 'Multiclass' };
  await world.ofResource.resource.createProject(plan, URIS, 'v3.4-preview');
  expect(world.api.requests).toMatchObject([
    {
      query: { name: 'Fruit & nuts', domainId: 'd', classificationType: 'Multiclass' },
      body: URIS,
      version: 'v3.4-preview',
    },
  ]);
});

test.each([
  ['503', lostAnswer(503)],
  ['nothing', lostAnswer(null)],
  ['408', lostAnswer(408)],
  ['garbage', 'garbage'],
])('a creation that is answered %s is not sent again by itself', async (_what, answer) => {
  world.api.on('CreateProject', answer);
  await expect(world.ofResource.resource.createProject(PLAN, URIS, 'v3.3')).rejects.toMatchObject({
    answerLost: true,
  });
  expect(world.api.count('CreateProject')).toBe(1);
});

test('a creation that is answered 429 was not carried out, and is sent again', async () => {
  world.api.on('CreateProject', refusal('429', 429), { id: PROJECT });
  await world.ofResource.resource.createProject(PLAN, URIS, 'v3.3');
  expect(world.api.count('CreateProject')).toBe(2);
});

test('projects and domains are read again after a lost answer', async () => {
  world.api.on('GetProjects', lostAnswer(503), [{ id: PROJECT, name: 'Fruit' }]);
  world.api.on('GetDomains', lostAnswer(null), []);
  expect(await world.ofResource.resource.getProjects()).toMatchObject([{ id: PROJECT, name: 'Fruit' }]);
  expect(await world.ofResource.resource.getDomains()).toEqual([]);
});
