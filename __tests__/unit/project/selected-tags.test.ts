import { beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import { selectTags } from '../../../src/project/selected-tags.ts';
import { fakeWorld } from '../../../trials/fakes/fake-services.ts';
import { refusal } from '../../../trials/fakes/fake-training-api.ts';

const BOLT = '0a1b2c3d-0000-4000-8000-0000000000b0';
const NUT = '0a1b2c3d-0000-4000-8000-0000000000c0';

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
  world.api.on('GetTags', [
    { id: BOLT, name: 'bolt' },
    { id: NUT, name: 'nut, with thread' },
  ]);
});

async function select(...wanted: string[]): Promise<string[]> {
  return await selectTags(wanted, world.run.customVision);
}

async function failure(...wanted: string[]): Promise<Failure> {
  return (await select(...wanted).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

test('tags are selected by name or id, each once, in the order of the input', async () => {
  expect(await select(NUT.toUpperCase(), 'bolt', BOLT)).toEqual([NUT, BOLT]);
  expect(await select('nut, with thread')).toEqual([NUT]);
});

test('without any, all tags are meant and the service is not asked', async () => {
  expect(await select()).toEqual([]);
  expect(world.api.requests).toEqual([]);
});

test('all unknown tags are named, with those that there are, as foreign text', async () => {
  world.api.on('GetTags', [{ id: BOLT, name: 'bolt\n::error::x' }]);
  const { status, title, message } = await failure('Bolt', 'bolt', '##[x]');
  expect([status, title]).toEqual(['failed', 'Unknown tag']);
  expect(message).toContain('"Bolt", "bolt", "##\\x5bx]".');
  expect(message).toContain(`| bolt\\x0a::error::x (${BOLT})`);
  expect(message).toContain('Nothing was trained.');
});

test('a known tag beside an unknown one is not called unknown', async () => {
  expect((await failure('bolt', 'screw')).message).toContain(
    'does not have these tags of selected-tags: "screw".',
  );
});

test('of hundreds of tags only some are listed', async () => {
  const id = (index: number): string => `0a1b2c3d-0000-4000-8000-${String(index).padStart(12, '0')}`;
  world.api.on(
    'GetTags',
    Array.from({ length: 60 }, (_, index) => ({ id: id(index), name: `tag ${index}` })),
  );
  const { message } = await failure('bolt');
  expect(message.match(/^\| /gm)).toHaveLength(50);
  expect(message).toContain('… and 10 more.');
});

test('a project without tags is told as such, and trouble is explained', async () => {
  world.api.on('GetTags', []);
  expect((await failure('bolt')).message).toContain('The project has no tags.');
  world.api.on('GetTags', refusal('Forbidden', 403));
  expect((await failure('bolt')).message).toContain('Could not read the tags of the project');
});

test('the negative tag is not selected', async () => {
  world.api.on('GetTags', [
    { id: BOLT, name: 'bolt', type: 'Regular' },
    { id: NUT, name: 'none', type: 'Negative' },
  ]);
  const { title, message } = await failure('bolt', NUT, 'none');
  expect(title).toBe('Negative tag');
  expect(message.split(`| none (${NUT})`)).toHaveLength(2);
  expect(await select('bolt')).toEqual([BOLT]);
});
