import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiVersion } from '../../emulator/custom-vision/resource/behavior.ts';
import {
  DETECTION_GENERAL_COMPACT,
  GENERAL,
  GENERAL_COMPACT,
} from '../../emulator/custom-vision/resource/domains.ts';
import type { Fault } from '../../emulator/custom-vision/resource/faults.ts';
import type { Project } from '../../emulator/custom-vision/resource/project.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { errorOf, play, writes } from './scenario.ts';
import { SharedTime } from './time/shared-time.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

const BEHAVIOR = { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 };
const V33 = '/customvision/v3.3/training';
const V34 = '/customvision/v3.4-preview/training';

let time: SharedTime;
let emulator: Emulator;

beforeAll(async () => {
  time = await SharedTime.start();
  emulator = await startTimedEmulator({ clock: time, behavior: BEHAVIOR });
});
afterEach(() => {
  emulator.faults.clear();
});
afterAll(async () => {
  await emulator.close();
  time.close();
});

/** The inputs of a step that knows its project by name. */
function byName(name: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { 'project-id': '', 'project-name': name, ...more };
}

function named(name: string): Project[] {
  return emulator.service.projects.all().filter((project) => project.name === name);
}

test('finds a project by its name and delivers its model', async () => {
  const project = await emulator.addProject({ name: 'Screws & “nuts” ü' });
  const scenario = await play(emulator, project, {
    inputs: byName('Screws & “nuts” ü', { domain: 'general (compact)', 'classification-type': 'multilabel' }),
  });

  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', projectId: project.projectId });
  expect(scenario.requests.slice(0, 2)).toEqual([
    `GET ${V34}/projects → 200`,
    `GET ${V34}/projects/{project} → 200`,
  ]);
  expect(named('Screws & “nuts” ü')).toHaveLength(1);
});

test('creates a project that is not there, integrated, says what it needs, and trains it once it has images', async () => {
  const storage = await emulator.addProject();
  const name = 'A new one ##[group]';
  const scenario = await play(emulator, storage, {
    inputs: byName(name, { domain: GENERAL_COMPACT.id, 'classification-type': 'Multiclass' }),
  });

  const [created] = named(name);
  expect(created?.settings).toMatchObject({
    domain: GENERAL_COMPACT,
    classificationType: 'Multiclass',
    notificationQueueUri: storage.notificationQueueUri,
    exportModelContainerUri: storage.exportModelContainerUri,
  });
  expect(scenario.run.outputs).toMatchObject({ status: 'failed', projectId: created?.id, trained: 'false' });
  const { title, message } = errorOf(scenario.run);
  expect(title).toBe('Too few images or tags');
  expect(message).toContain('Next: add images or tags in the project');
  expect(message).toContain('then run again');
  const notices = scenario.run.annotations.filter(({ level }) => level === 'notice');
  expect(notices).toMatchObject([{ title: 'Project created' }]);
  expect(notices[0]?.message).toContain('upload images to it and tag them');
  expect(scenario.run.log).toContain('Its test message arrived');
  expect(scenario.queue).toEqual([]);
  expect(writes(scenario).map((request) => request.replace(/\?.*→/, '? →'))).toEqual([
    `POST ${V33}/projects? → 200`,
    `POST ${V34}/projects/${created?.id ?? ''}/train? → 400`,
  ]);

  for (const tag of ['bolt', 'nut'])
    emulator.service.projects.addTag(created?.id ?? '', { name: tag, images: 5 });
  const again = await play(emulator, storage, { inputs: byName(name) });
  expect(again.run.outputs).toMatchObject({ status: 'succeeded', projectId: created?.id, trained: 'true' });
  expect(named(name)).toHaveLength(1);
});

test('gives a new project a domain that can be exported where none is asked for', async () => {
  const storage = await emulator.addProject();
  await play(emulator, storage, { inputs: byName('without a domain') });

  expect(named('without a domain')[0]?.settings.domain).toBe(GENERAL_COMPACT);
});

test('creates a project for object detection by the id of its domain', async () => {
  const storage = await emulator.addProject();
  const { run } = await play(emulator, storage, {
    inputs: byName('detection', { domain: DETECTION_GENERAL_COMPACT.id }),
  });

  expect(named('detection')[0]?.settings.domain).toBe(DETECTION_GENERAL_COMPACT);
  expect(errorOf(run).title).toBe('Too few images or tags');
});

test('integrates a new project afterwards where the version that creates it does not know the URIs', async () => {
  const old = await startTimedEmulator({
    clock: time,
    azurite: emulator.azurite,
    behavior: { ...BEHAVIOR, urisEchoedBy: 'v3.4-preview' },
  });
  try {
    const storage = await old.addProject();
    const scenario = await play(old, storage, { inputs: byName('later') });
    const created = old.service.projects.all().find(({ name }) => name === 'later');

    expect(created?.settings).toMatchObject({ notificationQueueUri: storage.notificationQueueUri });
    expect(writes(scenario).map((request) => request.replace(/[?].*→/, '? →'))).toEqual([
      `POST ${V33}/projects? → 200`,
      `PATCH ${V33}/projects/${created?.id ?? ''} → 200`,
      `PATCH ${V34}/projects/${created?.id ?? ''} → 200`,
      `POST ${V34}/projects/${created?.id ?? ''}/train? → 400`,
    ]);
  } finally {
    await old.close();
  }
});

test('creates it on v3.4-preview where v3.3 refuses the URIs', async () => {
  const storage = await emulator.addProject();
  const version: ApiVersion = 'v3.3';
  const refusal = {
    status: 400,
    when: 'before',
    code: 'BadRequestInvalid',
    message: 'No such parameter.',
  } as const;
  emulator.faults.add({ operation: 'CreateProject', version, fault: refusal });
  const scenario = await play(emulator, storage, { inputs: byName('by a body') });

  expect(named('by a body')[0]?.settings).toMatchObject({
    notificationQueueUri: storage.notificationQueueUri,
    exportModelContainerUri: storage.exportModelContainerUri,
  });
  expect(scenario.requests.filter((request) => request.includes(`POST ${V34}/projects?`))).toHaveLength(1);
});

describe('CreateProject is never repeated blindly', () => {
  const faults: readonly [string, Fault, number][] = [
    ['503 before it acts', { status: 503, when: 'before' }, 2],
    ['503 after it has acted', { status: 503, when: 'after' }, 1],
    ['reset before it acts', { reset: 'before' }, 2],
    ['reset after it has acted', { reset: 'after' }, 1],
    ['408 after it has acted', { status: 408, when: 'after' }, 1],
    ['an answer that stops halfway', { truncate: true }, 1],
    ['429, which says that nothing was done', { status: 429, when: 'before', retryAfterSeconds: 1 }, 2],
  ];
  test.each(faults)('%s', async (name, fault, sent) => {
    const storage = await emulator.addProject();
    emulator.faults.add({ operation: 'CreateProject', fault });
    const { run, requests } = await play(emulator, storage, { inputs: byName(name) });

    expect(named(name)).toHaveLength(1);
    expect(run.outputs.projectId).toBe(named(name)[0]?.id);
    expect(errorOf(run).title).toBe('Too few images or tags');
    const creations = requests.filter((request) => request.startsWith(`POST ${V33}/projects?`));
    expect(creations).toHaveLength(sent);
    if (!('status' in fault) || fault.status !== 429) {
      const first = requests.findIndex((request) => request.startsWith(`POST ${V33}/projects?`));
      expect(requests[first + 1]).toBe(`GET ${V34}/projects → 200`);
    }
  });
});

describe('refuses, before anything is created or trained,', () => {
  test('a name that two projects have, with both ids', async () => {
    const [project, other] = await Promise.all(
      Array.from({ length: 2 }, () => emulator.addProject({ name: 'twins' })),
    );
    if (project === undefined || other === undefined) throw new Error('no twins');
    const scenario = await play(emulator, project, { inputs: byName('twins') });

    expect(scenario.run.outputs).toMatchObject({ status: 'failed', projectId: '' });
    expect(errorOf(scenario.run).message).toContain(`| ${project.projectId}`);
    expect(errorOf(scenario.run).message).toContain(`| ${other.projectId}`);
    expect(writes(scenario)).toEqual([]);
  });

  test.each([
    ['a domain that exports nothing', { domain: GENERAL.id }, 'Domain cannot export'],
    ['a domain that does not exist', { domain: 'Cakes' }, 'Wrong domain'],
    [
      'a domain that does not export to a wanted platform',
      { domain: DETECTION_GENERAL_COMPACT.id, platforms: 'VAIDK' },
      'Domain cannot export',
    ],
    [
      'a classification type for object detection',
      { domain: DETECTION_GENERAL_COMPACT.id, 'classification-type': 'Multiclass' },
      'Wrong domain',
    ],
    ['tags of a project without any', { 'selected-tags': 'bolt' }, 'Project not found'],
  ])('%s', async (name, inputs, title) => {
    const storage = await emulator.addProject();
    const scenario = await play(emulator, storage, { inputs: byName(name, inputs) });

    expect(errorOf(scenario.run).title).toBe(title);
    expect(named(name)).toEqual([]);
    expect(writes(scenario)).toEqual([]);
  });

  test('a project that is there in another domain, and a queue that is not there', async () => {
    const project = await emulator.addProject({ name: 'differs' });
    const differs = await play(emulator, project, {
      inputs: byName('differs', { domain: DETECTION_GENERAL_COMPACT.id }),
    });
    expect(errorOf(differs.run).title).toBe('Project differs');
    expect(writes(differs)).toEqual([]);

    await project.queue.delete();
    const queueless = await play(emulator, project, { inputs: byName('never created') });
    expect(errorOf(queueless.run).message).toContain('az storage queue create');
    expect(named('never created')).toEqual([]);
  });

  test('both an id and a name', async () => {
    const project = await emulator.addProject();
    const scenario = await play(emulator, project, { inputs: { 'project-name': 'x' } });

    expect(errorOf(scenario.run).message).toContain('- project-name: project-id is given as well');
    expect(scenario.requests).toEqual([]);
  });
});
