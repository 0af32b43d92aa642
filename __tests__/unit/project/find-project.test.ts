import { beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import {
  findProject,
  namesNear,
  refuseDifferent,
  searchProject,
  type WantedProject,
} from '../../../src/project/find-project.ts';
import { type Project, readProject } from '../../../src/custom-vision/entities.ts';
import { COMPACT, DETECTION, DOMAINS, GENERAL } from '../../../trials/fakes/fake-domains.ts';
import { fakeWorld, OTHER_ITERATION, PROJECT } from '../../../trials/fakes/fake-services.ts';
import { refusal } from '../../../trials/fakes/fake-training-api.ts';

const OTHER_PROJECT = OTHER_ITERATION;
const ANYTHING: WantedProject = { domain: null, classificationType: null };

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
});

async function find(name: string): Promise<Project | undefined> {
  return await findProject(name, world.ofResource.resource);
}

function project(settings: Readonly<Record<string, unknown>>): Project {
  return readProject({ id: PROJECT, name: 'Fruit', settings });
}

/** What is said of the differences; `undefined` if nothing is. */
function refused(
  settings: Readonly<Record<string, unknown>>,
  wanted: Partial<WantedProject>,
): string | undefined {
  try {
    refuseDifferent(project(settings), { ...ANYTHING, ...wanted }, DOMAINS);
    return undefined;
  } catch (error) {
    expect((error as Failure).title).toBe('Project differs');
    return (error as Failure).message;
  }
}

test('a project is found by its very name', async () => {
  world.api.on('GetProjects', [
    { id: OTHER_PROJECT, name: 'fruit' },
    { id: OTHER_PROJECT, name: 'Fruit ' },
    { id: PROJECT, name: 'Fruit' },
    { id: OTHER_PROJECT },
  ]);
  expect(await find('Fruit')).toMatchObject({ id: PROJECT });
  expect(await find('FRUIT')).toBeUndefined();
});

test('two projects of the name are an error with both ids: the name does not tell which is meant', async () => {
  world.api.on('GetProjects', [
    { id: PROJECT, name: 'Fruit##[x]' },
    { id: OTHER_PROJECT, name: 'Fruit##[x]' },
  ]);
  const failure: unknown = await find('Fruit##[x]').catch((error: unknown) => error);
  expect(failure).toMatchObject({ status: 'failed', title: 'Several projects of one name' });
  const { message } = failure as Failure;
  expect(message).toContain('2 projects have the name "Fruit##\\x5bx]"');
  expect(message).toContain(`| ${PROJECT}\n| ${OTHER_PROJECT}`);
  expect(message).toContain('Next: give the id of the one that you mean as project-id');
});

test('projects that cannot be read are explained', async () => {
  world.api.on('GetProjects', refusal('Forbidden', 403));
  await expect(find('Fruit')).rejects.toMatchObject({
    message: expect.stringContaining('Could not look for the project "Fruit"') as unknown,
  });
});

test.each([
  ['nothing is asked for', {}],
  ['the domain has the name', { domain: 'general (compact)' }],
  ['the domain has the id', { domain: COMPACT.id.toUpperCase() }],
  ['the classification type is the same', { classificationType: 'Multiclass' as const }],
])('a project is as the inputs say where %s', (_when, wanted) => {
  expect(refused({ domainId: COMPACT.id, classificationType: 'Multiclass' }, wanted)).toBeUndefined();
});

test('what the service does not tell of a project cannot differ', () => {
  expect(refused({}, { domain: 'General', classificationType: 'Multilabel' })).toBeUndefined();
});

test('another domain is refused with both', () => {
  const message = refused({ domainId: GENERAL.id }, { domain: 'General (compact)' });
  expect(message).toContain(
    `| General, Classification, id ${GENERAL.id}\nThe input domain:\n| General (compact)`,
  );
  expect(message).toContain('Nothing was changed.');
});

test('the domain of the other kind that has the same name is not refused by its name, but by its id', () => {
  expect(refused({ domainId: DETECTION.id }, { domain: 'General (compact)' })).toBeUndefined();
  expect(refused({ domainId: DETECTION.id }, { domain: COMPACT.id })).toBeDefined();
});

test('a domain that is not listed any more has only its id', () => {
  expect(refused({ domainId: PROJECT }, { domain: PROJECT.toUpperCase() })).toBeUndefined();
  expect(refused({ domainId: PROJECT }, { domain: 'General (compact)' })).toContain(`| ${PROJECT}`);
});

test('another classification type is refused, and so is one for object detection', () => {
  const multilabel = { domainId: COMPACT.id, classificationType: 'Multilabel' };
  expect(refused(multilabel, { classificationType: 'Multiclass' })).toContain('| Multilabel');
  expect(refused({ domainId: DETECTION.id }, { classificationType: 'Multiclass' })).toContain(
    '| none, it detects objects',
  );
});

test('all differences are told at once', () => {
  const settings = { domainId: GENERAL.id, classificationType: 'Multilabel' };
  const message = refused(settings, { domain: COMPACT.id, classificationType: 'Multiclass' });
  expect(message).toContain('Its domain:');
  expect(message).toContain('Its classification type:');
});

test.each([
  ['screws', ['Screws']],
  ['Srcews', ['Screws']],
  ['Scre_ws', ['Screws']],
  ['Screws 2', ['Screws']],
  ['Nuts and bolts', ['nuts-and-bolts', 'Nuts & bolts']],
  ['Nits an bolds', ['nuts-and-bolts']],
  ['Nu', ['Nut']],
  ['Something else', []],
  ['x'.repeat(100_000), []],
])('of the name %j, those near are found', async (name, near) => {
  const names = ['Screws', 'nuts-and-bolts', 'Nuts & bolts', 'Nut', '模型'];
  world.api.on(
    'GetProjects',
    names.map((one, index) => ({ id: PROJECT.replace(/.$/, String(index)), name: one })),
  );
  const search = await searchProject(name, world.ofResource.resource);
  expect(search.project).toBeUndefined();
  expect(search.near.map((one) => one.name)).toEqual(near);
  expect(namesNear(search)[0]).toBe(
    near.length > 0 ? 'Projects of a near name:' : 'The projects that there are:',
  );
});

test('a resource without projects says so, and a long list is cut', async () => {
  world.api.on('GetProjects', []);
  expect(namesNear(await searchProject('Fruit', world.ofResource.resource))).toEqual([
    'The resource has no project at all.',
  ]);
  const many = Array.from({ length: 30 }, (_, index) => ({ id: PROJECT, name: `${index}##[x]` }));
  world.api.on('GetProjects', many);
  const lines = namesNear(await searchProject('Nothing near', world.ofResource.resource));
  expect(lines).toHaveLength(12);
  expect(lines[1]).toBe(`| 0##\\x5bx] (${PROJECT})`);
  expect(lines[11]).toBe('… and 20 more.');
});
