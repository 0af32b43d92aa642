import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureUploaded, type UploadedModel } from '../../../src/deliver/upload-model.ts';
import type { Failure } from '../../../src/report/failure.ts';
import type { ModelFile } from '../../../src/download/save-model.ts';
import { fakeWorld } from '../../../trials/fakes/fake-services.ts';

const NAME = 'model.zip';

let folder = '';
let world = fakeWorld();
/** Where the caller was told that the model's file is, after `saved`. */
let moves: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'artifact-'));
  world = fakeWorld();
  moves = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function saved(zipped = true, content = 'the model'): ModelFile {
  const file = path.join(folder, NAME);
  writeFileSync(file, content);
  return {
    path: file,
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: content.length,
    zipped,
  };
}

async function upload(
  model: ModelFile,
  attempt = 1,
  retentionDays: number | null = null,
): Promise<UploadedModel & { readonly file: string }> {
  const run = { ...world.run, workflow: () => Promise.resolve({ ...world.workflow, attempt }) };
  const uploaded = await ensureUploaded(model, { name: NAME, retentionDays }, run, (file) =>
    moves.push(file),
  );
  return { ...uploaded, file: moves.at(-1) ?? model.path };
}

async function failure(model: ModelFile, attempt = 1): Promise<Failure> {
  return (await upload(model, attempt).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

test('a zip goes up as it is, under its name, and its digest is that of the model', async () => {
  const model = saved();
  expect(await upload(model, 1, 7)).toEqual({
    file: model.path,
    name: NAME,
    id: 1_000,
    digest: model.sha256,
  });
  expect(world.artifacts.uploads).toEqual([
    { name: NAME, file: model.path, archive: false, retentionDays: 7 },
  ]);
});

test('an artifact that holds this very model is used again', async () => {
  const model = saved();
  const id = world.artifacts.put(NAME, { digest: model.sha256 });
  expect(await upload(model)).toEqual({ file: model.path, name: NAME, id, digest: model.sha256 });
  expect(world.artifacts.uploads).toEqual([]);
});

test('an artifact of an earlier attempt is replaced', async () => {
  const model = saved();
  world.artifacts.put(NAME, { digest: 'other', createdAt: world.workflow.jobBegan - 1 });
  expect(await upload(model, 2)).toMatchObject({ name: NAME, digest: model.sha256 });
  expect(world.artifacts.requests).toEqual([
    `upload ${NAME}`,
    `find ${NAME}`,
    `delete ${NAME}`,
    `upload ${NAME}`,
  ]);
});

test.each([
  ['in the first attempt', 1, -1],
  ['if another job of this attempt made it', 2, 0],
  ['if it is not known when it was made', 2, null],
])('another artifact of that name is left as it is %s', async (_when, attempt, age) => {
  const model = saved();
  const createdAt = age === null ? null : world.workflow.jobBegan + age;
  world.artifacts.put(NAME, { digest: 'other', createdAt });
  const { status, message } = await failure(model, attempt);
  expect(status).toBe('failed');
  expect(message).toContain('artifact-name: model-${{ matrix.project }}.zip');
  expect(message).toContain(model.path);
  expect(world.artifacts.requests).toEqual([`upload ${NAME}`, `find ${NAME}`]);
});

test('a name that an unfinished upload holds is given up for the next one, and that is said', async () => {
  const model = saved();
  world.artifacts.held.add(NAME);
  const uploaded = await upload(model);
  expect(uploaded).toMatchObject({
    name: 'model-2.zip',
    file: path.join(folder, 'model-2.zip'),
    digest: model.sha256,
  });
  expect(readdirSync(folder)).toEqual(['model-2.zip']);
  expect(world.report.log).toContain('model.zip');
});

test('several unfinished uploads may hold names', async () => {
  const model = saved();
  world.artifacts.held.add(NAME).add('model-2.zip').add('model-3.zip').add('model-4.zip');
  expect(await upload(model)).toMatchObject({ name: 'model-5.zip', file: path.join(folder, 'model-5.zip') });
  expect(readdirSync(folder)).toEqual(['model-5.zip']);
});

test('an artifact of another run attempt under the second name is used again', async () => {
  const model = saved();
  world.artifacts.held.add(NAME);
  const id = world.artifacts.put('model-2.zip', { digest: model.sha256 });
  expect(await upload(model)).toMatchObject({ name: 'model-2.zip', id });
});

test('when unfinished uploads hold all names the run fails, and the model is where the message says', async () => {
  const model = saved();
  world.artifacts.held.add(NAME);
  for (let number = 2; number < 20; number += 1) {
    world.artifacts.held.add(`model-${number}.zip`);
  }
  const { status, message } = await failure(model);
  expect(status).toBe('failed');
  expect(message).toContain('never finished hold the name model.zip');
  expect(message).not.toContain('holds another model');
  const told = /The model is at (.+) \(output modelPath\)/.exec(message)?.[1] ?? '';
  expect(existsSync(told)).toBe(true);
  expect(moves.at(-1)).toBe(told);
});

test('a name that another job takes in the last moment is not taken from it', async () => {
  const model = saved();
  world.artifacts.put(NAME, { digest: 'older', createdAt: world.workflow.jobBegan - 1 });
  world.artifacts.meanwhile = (request) => {
    if (request === `upload ${NAME}` && !world.artifacts.names.includes(NAME)) {
      world.artifacts.put(NAME, { digest: 'other', createdAt: world.workflow.jobBegan - 1 });
    }
  };
  const { message } = await failure(model, 2);
  expect(message).toContain('is named model.zip');
  const twice = [`upload ${NAME}`, `find ${NAME}`];
  expect(world.artifacts.requests).toEqual([...twice, `delete ${NAME}`, ...twice]);
});

test('what is no zip goes up in an archive, under the name without .zip, with a warning', async () => {
  const model = saved(false);
  const uploaded = await upload(model);
  expect(uploaded.name).toBe('model');
  expect(existsSync(uploaded.file)).toBe(true);
  expect(uploaded.digest).not.toBe(model.sha256);
  expect(world.artifacts.uploads).toMatchObject([{ name: 'model', archive: true }]);
  expect(world.report.of('warning')).toHaveLength(1);
});

test('what is no zip finds another name too, where an unfinished upload holds its own', async () => {
  world.artifacts.held.add('model');
  expect(await upload(saved(false))).toMatchObject({ name: 'model-2' });
});

test.each([true, false])(
  'after a failed upload the model is still where modelPath says (a zip: %s)',
  async (zipped) => {
    const model = saved(zipped);
    world.artifacts.meanwhile = (request) => {
      if (request.startsWith('upload ')) {
        throw new Error('Failed to CreateArtifact: 500\n::error::x');
      }
    };
    const { status, message } = await failure(model);
    expect(status).toBe('failed');
    expect(message).toContain('| Failed to CreateArtifact: 500\\x0a::error::x');
    expect(message).toContain('nothing is trained or exported anew');
    const file = moves.at(-1) ?? model.path;
    expect(existsSync(file)).toBe(true);
    expect(message).toContain(`The model is at ${file} `);
  },
);

test('an artifact that was stored with another digest than the model is an error', async () => {
  const model = saved();
  world.artifacts.digestOf = () => 'f'.repeat(64);
  const { status, message } = await failure(model);
  expect(status).toBe('failed');
  expect(message).toContain('f'.repeat(64));
  expect(message).toContain(model.sha256);
});

test('a run that is cancelled before its upload starts none', async () => {
  const reason = new Error('cancelled');
  world.cancel.abort(reason);
  await expect(
    ensureUploaded(saved(), { name: NAME, retentionDays: null }, world.run, () => undefined),
  ).rejects.toBe(reason);
  expect(world.artifacts.requests).toEqual([]);
});
