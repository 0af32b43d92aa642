import { beforeEach, expect, test } from '@jest/globals';
import { checkProject } from '../../../src/preflight/check-project.ts';
import type { CheckedProject } from '../../../src/project/checked-project.ts';
import type { Failure } from '../../../src/report/failure.ts';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import { COMPACT, DETECTION, DOMAINS, GENERAL } from '../../../trials/fakes/fake-domains.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import {
  fakeWorld,
  ITERATION,
  iterationJson,
  OTHER_ITERATION,
  PROJECT,
} from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';

const OTHER_PROJECT = '64b822c5-8082-4b36-a426-27225f4aa18d';
const TAG = '0a1b2c3d-0000-4000-8000-0000000000b0';
const BY_NAME: Partial<Inputs> = { project: { name: 'Fruit' } };

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
  world.api
    .on('GetDomains', DOMAINS)
    .on('GetIterations', [iterationJson(ITERATION, 'Completed')])
    .on('GetProjects', [{ id: PROJECT, name: 'Fruit' }])
    .on('GetTags', [{ id: TAG, name: 'bolt' }]);
  inDomain(COMPACT.id);
});

function inDomain(domainId: string): void {
  world.api.on('GetProject', { id: PROJECT, name: 'Fruit', settings: { domainId } });
}

async function check(changes: Partial<Inputs> = {}): Promise<CheckedProject> {
  return await checkProject(fakeInputs(changes), world.ofResource);
}

async function failure(changes: Partial<Inputs>): Promise<Failure> {
  return (await check(changes).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

/** What GetIteration gives for the one to attach to. */
function attachable(status: string, more: Readonly<Record<string, unknown>> = {}): Partial<Inputs> {
  world.api.on('GetIteration', iterationJson(OTHER_ITERATION, status, more));
  return { iterationId: { id: OTHER_ITERATION } };
}

test('the project of an id is read by it, and its name is not looked for', async () => {
  expect(await check()).toMatchObject({ project: { id: PROJECT }, attachTo: null, selectedTags: [] });
  expect(world.api.count('GetProjects')).toBe(0);
});

test('the project of a name is found, and read like any other', async () => {
  expect(await check(BY_NAME)).toMatchObject({ project: { id: PROJECT }, iterations: [{ id: ITERATION }] });
  expect(world.api.requests.map(({ path }) => path).slice(0, 2)).toEqual([
    '/projects',
    `/projects/${PROJECT}`,
  ]);
});

test('a project that is not there is planned: nothing is written, and nothing of it is read', async () => {
  world.api.on('GetProjects', [{ id: OTHER_PROJECT, name: 'fruit' }]);
  expect(await check({ ...BY_NAME, domain: 'general (compact)', classificationType: 'Multilabel' })).toEqual({
    project: { name: 'Fruit', domain: COMPACT, classificationType: 'Multilabel' },
    iterations: [],
    attachTo: null,
    selectedTags: [],
    domains: DOMAINS,
  });
  expect(world.api.requests.map(({ operation }) => operation)).toEqual(['GetProjects', 'GetDomains']);
  expect(world.report.log).toContain('"Fruit": it will be created');
});

test('a dry run does not say that it creates a project', async () => {
  world.api.on('GetProjects', [{ id: OTHER_PROJECT, name: 'fruit' }]);
  await check({ ...BY_NAME, dryRun: true });
  expect(world.report.log).toContain('"Fruit": it would be created');
  expect(world.report.log).toContain('so a run would create one');
  expect(world.report.log).not.toMatch(/this run creates|will be created|delete the new project/);
});

test.each([
  ['exports nothing', { domain: 'General' }],
  [
    'does not export to a wanted platform',
    { domain: DETECTION.id, platforms: [{ platform: 'VAIDK', flavor: null }] },
  ],
] as const)('a project is not planned in a domain that %s', async (_what, changes) => {
  world.api.on('GetProjects', []);
  const { title, message } = await failure({ ...BY_NAME, ...changes });
  expect(title).toBe('Domain cannot export');
  expect(message).toContain('Nothing was created.');
});

test.each([
  ['iteration-id', { iterationId: { id: ITERATION } }],
  ['iteration-id', { iterationId: 'newest' as const }],
  ['selected-tags', { selectedTags: ['bolt'] }],
])('%s of a project that is not there is refused, and the project is not created', async (input, changes) => {
  world.api.on('GetProjects', []);
  const { title, message } = await failure({ ...BY_NAME, ...changes });
  expect(title).toBe('Project not found');
  expect(message).toContain(`leave ${input} out`);
  expect(world.api.requests.map(({ method }) => method)).not.toContain('post');
});

test('a project that is there has to be as the inputs say', async () => {
  expect(await failure({ domain: GENERAL.id })).toMatchObject({ title: 'Project differs' });
  expect(await failure({ ...BY_NAME, domain: GENERAL.id })).toMatchObject({ title: 'Project differs' });
});

test('selected tags are looked up before anything is changed', async () => {
  expect(await check({ selectedTags: ['bolt'] })).toMatchObject({ selectedTags: [TAG] });
  expect(await failure({ selectedTags: ['nut'] })).toMatchObject({ title: 'Unknown tag' });
});

test('the start of the log names project, domain, tags, images and iterations, in one line', async () => {
  world.api.on('GetTags', [{ id: TAG, name: 'bolt', imageCount: 7 }]);
  expect((await check()).tags).toMatchObject([{ name: 'bolt', imageCount: 7 }]);
  expect(world.report.of('info')).toEqual([
    `Project "Fruit" (id ${PROJECT}), in the domain "${COMPACT.name}", has 1 tag on 7 images and 1 iteration.`,
  ]);
  expect(world.api.of('GetTags')).toMatchObject([{ timeoutMs: 10_000 }]);
});

test('tags that only tell more end no run if they cannot be read, and are not asked for twice', async () => {
  world.api.on('GetTags', lostAnswer(503));
  expect((await check()).tags).toBeUndefined();
  expect(world.api.count('GetTags')).toBe(1);
  expect(world.report.log).toContain('has 1 iteration.');
  world.api.on('GetTags', refusal('Forbidden', 403));
  expect((await failure({ selectedTags: ['bolt'] })).message).toContain('Could not read the tags');
});

test('while a training runs, the tags of the next one are not known', async () => {
  world.api.on('GetIterations', [iterationJson(ITERATION, 'Training')]);
  expect((await check()).tags).toBeUndefined();
});

test('where a run attaches, tags are not looked at', async () => {
  const checked = await check({ ...attachable('Training'), selectedTags: ['nut'] });
  expect(checked).toMatchObject({ attachTo: { id: OTHER_ITERATION, state: 'running' }, selectedTags: [] });
  expect(world.api.count('GetTags')).toBe(0);
});

test('an iteration that keeps a domain of its own is judged by that, and not by the one of the project', async () => {
  inDomain(GENERAL.id);
  await expect(check(attachable('Completed', { domainId: COMPACT.id }))).resolves.toBeDefined();
  inDomain(COMPACT.id);
  const { message } = await failure(attachable('Completed', { domainId: GENERAL.id }));
  expect(message).toContain('A model in the domain of the iteration cannot be exported to ONNX');
});

test('a trained iteration that does not tell its domain has that of the project', async () => {
  inDomain(GENERAL.id);
  expect(await failure(attachable('Completed'))).toMatchObject({ title: 'Domain cannot export' });
});

test('a training that does not tell its domain is not judged by the one that the project has now', async () => {
  inDomain(GENERAL.id);
  await expect(check(attachable('Training'))).resolves.toBeDefined();
});
