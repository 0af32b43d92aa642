import { beforeEach, expect, test } from '@jest/globals';
import { ensureProject } from '../../../src/project/create-project.ts';
import type { Failure } from '../../../src/report/failure.ts';
import { type Project, readProject } from '../../../src/custom-vision/entities.ts';
import type { NewProject } from '../../../src/custom-vision/resource-api.ts';
import { COMPACT, GENERAL } from '../../../trials/fakes/fake-domains.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import {
  CONTAINER_URI,
  fakeWorld,
  notificationText,
  OTHER_ITERATION,
  PROJECT,
  QUEUE_URI,
} from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';

const URIS = { notificationQueueUri: QUEUE_URI, exportModelContainerUri: CONTAINER_URI };
const PLAN: NewProject = { name: 'Fruit##[x]', domain: COMPACT, classificationType: 'Multiclass' };
const TAKEN = refusal('BadRequestProjectNameNotUnique');

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
});

function projectJson(settings: Readonly<Record<string, unknown>> = URIS, name = PLAN.name): object {
  const classification = { domainId: COMPACT.id, classificationType: 'Multiclass' };
  return { id: PROJECT, name, settings: { ...classification, ...settings } };
}

/** The service creates the project and sends its test message. */
function created(settings?: Readonly<Record<string, unknown>>): () => object {
  return () => {
    world.queue.send(notificationText('ConnectionTest'));
    return projectJson(settings);
  };
}

async function ensure(project: Project | NewProject = PLAN): Promise<Project> {
  return await ensureProject(project, fakeInputs(), world.ofResource);
}

async function failure(): Promise<Failure> {
  return (await ensure().then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

test('a project that is there is left alone', async () => {
  const project = readProject(projectJson());
  expect(await ensure(project)).toBe(project);
  expect(world.api.requests).toEqual([]);
  expect(world.queue.requests).toEqual([]);
});

test('a project is created once, integrated, and its test message is awaited', async () => {
  world.api.on('CreateProject', created());
  expect(await ensure()).toMatchObject({ id: PROJECT, notificationQueueUri: QUEUE_URI });
  expect(world.api.requests).toMatchObject([{ operation: 'CreateProject', version: 'v3.3' }]);
  expect(world.report.log).toContain('test message arrived');
  expect(world.inbox.proven).toBe(true);
});

test('a new project is told with its id, its name made harmless, and what it needs', async () => {
  world.api.on('CreateProject', created());
  await ensure();
  const [notice = ''] = world.report.of('notice');
  expect(notice).toContain('"Fruit##\\x5bx]"');
  expect(notice).toContain(PROJECT);
  expect(notice).toContain('Next: upload images to it and tag them');
});

test('a test message from before the creation, or of another project, proves nothing', async () => {
  world.queue.send(notificationText('ConnectionTest'), { insertedAt: world.clock.now() - 60_000 });
  world.queue.send(notificationText('ConnectionTest', { projectId: OTHER_ITERATION }));
  world.api.on('CreateProject', projectJson());
  await ensure();
  expect(world.inbox.proven).toBe(false);
  expect(world.report.of('warning')).toHaveLength(1);
});

test('where the answer does not show the URIs, no test message is awaited: integrating comes next', async () => {
  world.api.on('CreateProject', projectJson({}));
  expect(await ensure()).toMatchObject({ notificationQueueUri: null });
  expect(world.clock.sleeps).toEqual([]);
  expect(world.report.of('warning')).toEqual([]);
});

test.each(['BadRequestInvalid', 'BadRequestSomethingNew'])(
  'a refusal of v3.3 by %s is followed by v3.4-preview, with the URIs in a body',
  async (code) => {
    world.api.on('CreateProject', refusal(code), created());
    await ensure();
    expect(world.api.of('CreateProject')).toMatchObject([
      { version: 'v3.3', query: URIS },
      { version: 'v3.4-preview', body: URIS },
    ]);
  },
);

test('what both versions refuse is told as the first one put it', async () => {
  world.api.on('CreateProject', refusal('BadRequestExceedProjectLimit'), refusal('BadRequestInvalid'));
  const { status, message } = await failure();
  expect(status).toBe('failed');
  expect(message).toContain('Could not create the project "Fruit##\\x5bx]"');
  expect(message).toContain('BadRequestExceedProjectLimit');
  expect(world.api.count('CreateProject')).toBe(2);
});

test('a URI that is bad is bad on both versions', async () => {
  world.api.on('CreateProject', refusal('BadRequestInvalidUri'));
  expect((await failure()).message).toContain('Storage Queue Data Contributor');
  expect(world.api.count('CreateProject')).toBe(1);
});

test('a queue that cannot be read is told before anything is created', async () => {
  world.queue.trouble = () => new StorageError(404, 'QueueNotFound');
  expect((await failure()).message).toContain('az storage queue create');
  expect(world.api.requests).toEqual([]);
});

test.each([
  ['503', lostAnswer(503)],
  ['500', lostAnswer(500)],
  ['408', lostAnswer(408)],
  ['nothing', lostAnswer(null)],
  ['garbage', 'garbage'],
])('after the answer %s the project is looked for, and not created twice', async (_what, answer) => {
  world.api.on('CreateProject', answer).on('GetProjects', [projectJson()]);
  world.clock.after(500, () => world.queue.send(notificationText('ConnectionTest')));
  expect(await ensure()).toMatchObject({ id: PROJECT });
  expect(world.api.requests.map(({ operation }) => operation)).toEqual(['CreateProject', 'GetProjects']);
  expect(world.inbox.proven).toBe(true);
});

test('a project that is listed only some seconds after its lost answer is found', async () => {
  world.api.on('CreateProject', lostAnswer(503)).on('GetProjects', [], [], [projectJson()]);
  world.clock.after(9_000, () => world.queue.send(notificationText('ConnectionTest')));
  await ensure();
  expect(world.api.count('CreateProject')).toBe(1);
  expect(world.clock.sleeps.slice(0, 3)).toEqual([1_000, 3_000, 6_000]);
});

test('a creation that did not arrive is sent once more, on the same version, and never a third time', async () => {
  world.api.on('CreateProject', lostAnswer(503), created()).on('GetProjects', []);
  await ensure();
  expect(world.api.of('CreateProject').map(({ version }) => version)).toEqual(['v3.3', 'v3.3']);

  world = fakeWorld();
  world.api.on('CreateProject', lostAnswer(503)).on('GetProjects', []);
  expect((await failure()).message).toContain('503');
  expect(world.api.requests.map(({ operation }) => operation)).toEqual([
    'CreateProject',
    ...Array<string>(3).fill('GetProjects'),
    'CreateProject',
    ...Array<string>(3).fill('GetProjects'),
  ]);
});

test('where it cannot be told whether the creation arrived, nothing is sent again', async () => {
  world.api.on('CreateProject', lostAnswer(503)).on('GetProjects', refusal('Forbidden', 403));
  expect((await failure()).message).toContain('Could not look for the project');
  expect(world.api.count('CreateProject')).toBe(1);
});

test('a name that another run has taken meanwhile is that project', async () => {
  world.api.on('CreateProject', TAKEN).on('GetProjects', [projectJson()]);
  world.clock.after(500, () => world.queue.send(notificationText('ConnectionTest')));
  expect(await ensure()).toMatchObject({ id: PROJECT });
  expect(world.api.count('CreateProject')).toBe(1);
});

test('a name that is taken by another kind of project is refused', async () => {
  world.api.on('CreateProject', TAKEN).on('GetProjects', [projectJson({ ...URIS, domainId: GENERAL.id })]);
  expect(await failure()).toMatchObject({ title: 'Project differs' });
});

test('a name that is taken although nobody is listed with it ends the run with a way out', async () => {
  world.api.on('CreateProject', TAKEN).on('GetProjects', [projectJson(URIS, 'fruit##[X]')]);
  expect((await failure()).message).toContain('upper and lower case count');
  expect(world.api.count('CreateProject')).toBe(1);
});

test('what is no answer of the service passes as it is', async () => {
  const bug = new TypeError('bug');
  world.api.on('CreateProject', bug);
  expect(await failure()).toBe(bug);
});

test('an abort ends the looking with its reason', async () => {
  const reason = new Error('cancelled');
  world.api.on('CreateProject', lostAnswer(503)).on('GetProjects', []);
  world.clock.after(2_000, () => {
    world.cancel.abort(reason);
  });
  await expect(ensure()).rejects.toBe(reason);
  expect(world.api.count('CreateProject')).toBe(1);
});
