import { beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import { readReadyProject } from '../../../src/project/project-status.ts';
import { ensureIntegrated } from '../../../src/project/integrate.ts';
import { readProject } from '../../../src/custom-vision/entities.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import { fakeWorld, PROJECT } from '../../../trials/fakes/fake-services.ts';

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
});

function project(status?: string): Record<string, unknown> {
  return { id: PROJECT, name: 'Screws', status, settings: {} };
}

async function read(): Promise<string | null> {
  return (await readReadyProject(() => world.run.customVision.getProject(), world.ofResource)).status;
}

async function failure(): Promise<Failure> {
  return (await read().catch((error: unknown) => error)) as Failure;
}

test.each([undefined, 'Succeeded', 'SomethingNew'])(
  'a project with the status %s is ready',
  async (status) => {
    world.api.on('GetProject', project(status));
    expect(await read()).toBe(status ?? null);
    expect(world.clock.sleeps).toEqual([]);
  },
);

test('one that is being imported is waited for', async () => {
  world.api.on('GetProject', project('Importing'), project('Importing'), project('Succeeded'));
  expect(await read()).toBe('Succeeded');
  expect(world.clock.sleeps).toEqual([10_000, 10_000]);
  expect(world.report.of('info')).toHaveLength(1);
});

test('one whose import fails, or failed before, is refused', async () => {
  world.api.on('GetProject', project('Importing'), project('Failed'));
  for (const { title, message } of [await failure(), await failure()]) {
    expect(title).toBe('Project is not ready');
    expect(message).toContain('has the status Failed');
  }
});

test.each([
  ['ten minutes', 330, 600_000],
  ['the time of the run', 2, 120_000],
])('an import that lasts is waited for no longer than %s', async (_what, minutes, ms) => {
  world = fakeWorld({}, minutes * 60_000);
  world.api.on('GetProject', project('Importing'));
  expect((await failure()).message).toContain('has the status Importing');
  expect(world.clock.sleeps.reduce((sum, one) => sum + one, 0)).toBe(ms);
});

test('a status that has changed since the preflight is not written back', async () => {
  world.api.on('GetProject', project('Succeeded'), project('Importing'));
  const ensured = ensureIntegrated(fakeInputs(), readProject(project('Succeeded')), world.run);
  await expect(ensured).rejects.toMatchObject({ headings: ['Project is not ready'] });
  expect(world.api.count('UpdateProject')).toBe(0);
});
