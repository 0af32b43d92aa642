import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
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

interface Wanted {
  readonly retentionDays?: number;
  readonly overwrite?: boolean;
}

async function upload(
  model: ModelFile,
  { retentionDays, overwrite = false }: Wanted = {},
): Promise<UploadedModel & { readonly file: string }> {
  const wanted = { name: NAME, retentionDays: retentionDays ?? null, overwrite };
  const uploaded = await ensureUploaded(model, wanted, world.run, (file) => moves.push(file));
  return { ...uploaded, file: moves.at(-1) ?? model.path };
}

async function failure(model: ModelFile, wanted?: Wanted): Promise<Failure> {
  return (await upload(model, wanted).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

test('a zip goes up as it is, under its name, and its digest is that of the model', async () => {
  const model = saved();
  expect(await upload(model, { retentionDays: 7 })).toEqual({
    file: model.path,
    name: NAME,
    id: 1_000,
    digest: model.sha256,
  });
  expect(world.artifacts.uploads).toEqual([
    { name: NAME, file: model.path, archive: false, retentionDays: 7 },
  ]);
  expect(moves).toEqual([]);
  expect(world.report.of('warning')).toEqual([]);
});

test.each([false, true])(
  'an artifact that holds this very model is used again (overwrite: %s)',
  async (overwrite) => {
    const model = saved();
    const id = world.artifacts.put(NAME, { digest: model.sha256 });
    expect(await upload(model, { overwrite })).toEqual({
      file: model.path,
      name: NAME,
      id,
      digest: model.sha256,
    });
    expect(world.artifacts.uploads).toEqual([]);
    expect(world.report.log).toContain(
      `The artifact ${NAME} holds this very model already: it is used again.`,
    );
    expect(world.report.of('warning')).toEqual([]);
  },
);

test.each([
  ['another model', 'other', '; or set overwrite: true'],
  ['something whose digest is not known', null, '; or set overwrite: true'],
])('an artifact that holds %s is left alone, and both names are told', async (_what, digest, advice) => {
  const model = saved();
  world.artifacts.put(NAME, { digest });
  expect(await upload(model)).toEqual({
    file: path.join(folder, 'model-2.zip'),
    name: 'model-2.zip',
    id: 1_001,
    digest: model.sha256,
  });
  expect(world.artifacts.requests).toEqual([`upload ${NAME}`, `find ${NAME}`, 'upload model-2.zip']);
  const [warning] = world.report.of('warning');
  expect(warning).toContain('Artifact under another name: ');
  expect(warning).toContain(
    'another model holds the name model.zip. It is left as it is: the model is stored as the artifact model-2.zip.',
  );
  expect(warning).toContain('artifact-name: model-${{ matrix.project }}.zip');
  expect(warning).toContain(advice);
});

test('with overwrite: true another model is replaced, which is said', async () => {
  const model = saved();
  world.artifacts.put(NAME, { digest: 'other' });
  expect(await upload(model, { overwrite: true })).toMatchObject({ name: NAME, digest: model.sha256 });
  expect(world.artifacts.requests).toEqual([
    `upload ${NAME}`,
    `find ${NAME}`,
    `delete ${NAME}`,
    `upload ${NAME}`,
  ]);
  expect(world.report.of('warning')).toEqual([]);
  expect(world.report.log).toContain(
    `Replacing the artifact ${NAME}, which holds another model (overwrite: true).`,
  );
});

test('a name that another job takes in the moment after the deletion is not fought for', async () => {
  const model = saved();
  world.artifacts.put(NAME, { digest: 'older' });
  world.artifacts.meanwhile = (request) => {
    if (request === `upload ${NAME}` && !world.artifacts.names.includes(NAME)) {
      world.artifacts.put(NAME, { digest: 'other' });
    }
  };
  expect(await upload(model, { overwrite: true })).toMatchObject({ name: 'model-2.zip' });
  expect(world.artifacts.requests.filter((request) => request.startsWith('delete'))).toHaveLength(1);
  expect(world.artifacts.names).toEqual([NAME, 'model-2.zip']);
  expect(world.report.of('warning')[0]).toContain('another model holds the name model.zip');
});

test.each([false, true])(
  'a name that an unfinished upload holds is given up for the next one (overwrite: %s)',
  async (overwrite) => {
    const model = saved();
    world.artifacts.held.add(NAME);
    expect(await upload(model, { overwrite })).toMatchObject({
      name: 'model-2.zip',
      file: path.join(folder, 'model-2.zip'),
      digest: model.sha256,
    });
    expect(readdirSync(folder)).toEqual(['model-2.zip']);
    const [warning, ...others] = world.report.of('warning');
    expect(others).toEqual([]);
    expect(warning).toContain('an unfinished upload holds the name model.zip');
    expect(warning).not.toContain('overwrite');
  },
);

test('the first free name is taken, and the warning tells what held the first', async () => {
  const model = saved();
  world.artifacts.held.add(NAME).add('model-3.zip');
  world.artifacts.put('model-2.zip', { digest: 'other' });
  expect(await upload(model)).toMatchObject({ name: 'model-4.zip', file: path.join(folder, 'model-4.zip') });
  expect(readdirSync(folder)).toEqual(['model-4.zip']);
  expect(world.report.of('warning')).toHaveLength(1);
  expect(world.report.of('warning')[0]).toContain('an unfinished upload holds the name model.zip');
});

test('an artifact of another attempt under the second name is used again', async () => {
  const model = saved();
  world.artifacts.put(NAME, { digest: 'other' });
  const id = world.artifacts.put('model-2.zip', { digest: model.sha256 });
  expect(await upload(model)).toMatchObject({ name: 'model-2.zip', id });
});

test('as many jobs as a matrix has find a name each', async () => {
  world.artifacts.held.add(NAME);
  for (let job = 2; job < 256; job += 1) {
    world.artifacts.held.add(`model-${job}.zip`);
  }
  expect(await upload(saved(true, 'the last'))).toMatchObject({ name: 'model-256.zip' });
  const { status, title, message } = await failure(saved());
  expect([status, title]).toEqual(['failed', 'Artifact name is taken']);
  expect(message).toContain('hold the name model.zip and the next 255. They are left as they are.');
  expect(message).toContain('artifact-name: model-${{ matrix.project }}.zip, and run again');
  const told = /The model is at (.+) \(output modelPath\)/.exec(message)?.[1] ?? '';
  expect(existsSync(told)).toBe(true);
  expect(moves.at(-1)).toBe(told);
});

test('a file that lies under the new name already is not overwritten', async () => {
  const model = saved();
  writeFileSync(path.join(folder, 'model-2.zip'), 'of an earlier step');
  world.artifacts.put(NAME, { digest: 'other' });
  const { file, name } = await upload(model);
  expect(name).toBe('model-2.zip');
  expect(path.basename(file)).toBe('model-2.zip');
  expect(readFileSync(file, 'utf8')).toBe('the model');
  expect(readFileSync(path.join(folder, 'model-2.zip'), 'utf8')).toBe('of an earlier step');
});

test('two jobs of one run with one name both have their model', async () => {
  const uploads = ['one', 'two'].map(async (content) => {
    const own = mkdtempSync(path.join(folder, 'job-'));
    const file = path.join(own, NAME);
    writeFileSync(file, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const model = { path: file, sha256, bytes: content.length, zipped: true };
    const wanted = { name: NAME, retentionDays: null, overwrite: false };
    return await ensureUploaded(model, wanted, world.run, () => undefined);
  });
  const stored = await Promise.all(uploads);
  expect(stored.map(({ name }) => name).sort()).toEqual(['model-2.zip', NAME]);
  expect(new Set(stored.map(({ digest }) => digest)).size).toBe(2);
});

test('what is no zip goes up in an archive, under the name without .zip, with a warning', async () => {
  const model = saved(false);
  const uploaded = await upload(model);
  expect(uploaded).toMatchObject({ name: 'model', file: model.path });
  expect(existsSync(model.path)).toBe(true);
  expect(uploaded.digest).not.toBe(model.sha256);
  expect(world.artifacts.uploads).toMatchObject([{ name: 'model', archive: true }]);
  expect(world.report.of('warning')).toEqual([
    'Model is no zip: The exported model is no zip, so it goes up in an archive of its own as the artifact model; its digest is not that of the model.',
  ]);
});

test('what is no zip finds another name too, and keeps its file', async () => {
  world.artifacts.held.add('model');
  const model = saved(false);
  expect(await upload(model)).toMatchObject({ name: 'model-2', file: model.path });
  expect(world.report.of('warning')[1]).toContain('holds the name model. ');
});

test('what is no zip is found again by a later run, whenever its file was written', async () => {
  const first = await upload(saved(false));
  world.artifacts.held.add('model-2');
  const again = await upload(saved(false));
  expect(again).toMatchObject({ name: 'model', id: first.id, digest: first.digest });
  expect(world.artifacts.names).toEqual(['model']);
  expect(world.artifacts.requests.slice(-2)).toEqual(['upload model-3', 'delete model-3']);
  const other = await upload(saved(false, 'another model'));
  expect(other).toMatchObject({ name: 'model-3' });
});

test('what is no zip keeps its new name where that cannot be given back', async () => {
  await upload(saved(false));
  world.artifacts.meanwhile = (request) => {
    if (request.startsWith('delete')) {
      throw new Error('no');
    }
  };
  expect(await upload(saved(false))).toMatchObject({ name: 'model-2' });
});

test('what is no zip replaces an artifact with overwrite: true', async () => {
  world.artifacts.put('model', { digest: 'other' });
  expect(await upload(saved(false), { overwrite: true })).toMatchObject({ name: 'model' });
  expect(world.artifacts.names).toEqual(['model']);
});

test('only the ending of the name counts as one', async () => {
  const wanted = { name: 'my.zipped.zip', retentionDays: null, overwrite: false };
  const { name } = await ensureUploaded(saved(false), wanted, world.run, () => undefined);
  expect(name).toBe('my.zipped');
});

test.each(['upload', 'find', 'delete'])(
  'a model whose %s is refused is still where modelPath says',
  async (step) => {
    const model = saved();
    world.artifacts.put(NAME, { digest: 'other' });
    const cause = new Error('Failed to CreateArtifact: 500\n::error::x');
    world.artifacts.meanwhile = (request) => {
      if (request.startsWith(`${step} `)) {
        throw cause;
      }
    };
    const failed = await failure(model, { overwrite: true });
    expect(failed).toMatchObject({ status: 'failed', title: 'Artifact service', cause });
    expect(failed.message.split('\n')).toEqual([
      'Could not store the model as an artifact. The artifact service answered:',
      '| Failed to CreateArtifact: 500\\x0a::error::x',
      `The model is at ${model.path} (output modelPath).`,
      'Next: run again; nothing is trained or exported anew.',
    ]);
    expect(existsSync(model.path)).toBe(true);
  },
);

test('what is thrown without being an error is told as well', async () => {
  world.artifacts.meanwhile = jest.fn<() => Promise<void>>().mockRejectedValue('a text');
  expect((await failure(saved())).message).toContain('\n| a text\n');
});

test('storage that is used up has a title of its own', async () => {
  world.artifacts.meanwhile = () => {
    throw new Error(
      'Failed to CreateArtifact: Artifact storage quota has been hit. Unable to upload any new artifacts.',
    );
  };
  const { title, message } = await failure(saved());
  expect(title).toBe('Artifact storage used up');
  expect(message).toContain('Next: delete artifacts');
});

test.each([true, false])(
  'an artifact that was stored with another digest than a zip has is an error (a zip: %s)',
  async (zipped) => {
    const model = saved(zipped);
    world.artifacts.digestOf = () => 'f'.repeat(64);
    if (!zipped) {
      expect(await upload(model)).toMatchObject({ digest: 'f'.repeat(64) });
      return;
    }
    expect(await failure(model)).toMatchObject({
      status: 'failed',
      title: 'Artifact differs from the model',
      message: [
        `The artifact ${NAME} was stored with the SHA-256 ${'f'.repeat(64)}, but the model has ${model.sha256}.`,
        'Next: delete the artifact and run again; nothing is trained or exported anew.',
      ].join('\n'),
    });
  },
);

test.each(['upload', 'find'])('a run that is cancelled in its %s ends with that', async (step) => {
  const reason = new Error('cancelled');
  world.artifacts.put(NAME, { digest: 'other' });
  world.artifacts.meanwhile = (request) => {
    if (request.startsWith(step)) {
      world.cancel.abort(reason);
      throw new Error('broken off');
    }
  };
  await expect(upload(saved())).rejects.toBe(reason);
});

test('a run that is cancelled before its upload starts none', async () => {
  const reason = new Error('cancelled');
  world.cancel.abort(reason);
  await expect(upload(saved())).rejects.toBe(reason);
  expect(world.artifacts.requests).toEqual([]);
});
