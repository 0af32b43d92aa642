import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import { madeUnpackable } from '../../../src/deliver/unpacking.ts';
import { listZip } from '../../../src/deliver/zip.ts';
import { RecordedReport } from '../../../trials/fakes/recorded-report.ts';
import { zipOf, zipWithEntryNamed } from '../../../trials/fakes/zip-bytes.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zip-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function stored(bytes: Buffer): string {
  const file = path.join(folder, 'model.zip');
  writeFileSync(file, bytes);
  return file;
}

async function failure(bytes: Buffer): Promise<Failure> {
  return (await listZip(stored(bytes)).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

test('the entries of a zip are listed with their unpacked sizes', async () => {
  const bytes = await zipOf({ 'model.onnx': 'x'.repeat(1_000), 'labels.txt': 'a\r\nb', 'folder/file': '' });
  expect(await listZip(stored(bytes))).toMatchObject([
    { name: 'model.onnx', bytes: 1_000 },
    { name: 'labels.txt', bytes: 4 },
    { name: 'folder/file', bytes: 0 },
  ]);
});

test('nothing is unpacked', async () => {
  await listZip(stored(await zipOf({ 'model.onnx': 'x' })));
  expect(readdirSync(folder)).toEqual(['model.zip']);
});

test.each(['../x', 'a/../../x', '/etc/x', 'C:/x', '..\\x', 'a\\..\\..\\x', '..'])(
  'an entry named %j is refused, and the file is kept',
  async (name) => {
    const { status, message } = await failure(await zipWithEntryNamed(name));
    expect(status).toBe('export-failed');
    expect(message).toContain(path.join(folder, 'model.zip'));
    expect(message).toContain('Next: ');
    expect(readdirSync(folder)).toEqual(['model.zip']);
  },
);

test.each(['..x', 'a..b/c', 'a/.b'])('an entry named %j leaves nothing and is accepted', async (name) => {
  expect(await listZip(stored(await zipWithEntryNamed(name)))).toMatchObject([{ name }]);
});

test('backslashes inside of the folder are read as slashes', async () => {
  expect(await listZip(stored(await zipWithEntryNamed('a\\b')))).toMatchObject([{ name: 'a/b' }]);
});

test('a zip that is cut off is refused', async () => {
  const bytes = await zipOf({ 'model.onnx': 'x'.repeat(1_000) });
  expect(await failure(bytes.subarray(0, bytes.length - 30))).toMatchObject({ title: 'Model is damaged' });
});

test('a zip whose central directory is overwritten is refused', async () => {
  const bytes = await zipOf({ 'model.onnx': 'x'.repeat(1_000) });
  bytes.fill(0, bytes.indexOf('PK\x01\x02', 0, 'latin1'), bytes.indexOf('PK\x01\x02', 0, 'latin1') + 4);
  expect(await failure(bytes)).toMatchObject({ title: 'Model is damaged' });
});

test('a zip that announces more entries than it has is refused', async () => {
  const bytes = await zipOf({ 'model.onnx': 'x' });
  const end = bytes.indexOf('PK\x05\x06', 0, 'latin1');
  bytes.writeUInt16LE(9, end + 8);
  bytes.writeUInt16LE(9, end + 10);
  expect(await failure(bytes)).toMatchObject({ title: 'Model is damaged' });
});

test('a file that only begins like a zip is refused', async () => {
  expect(await failure(Buffer.from('PK\x03\x04nothing more', 'latin1'))).toMatchObject({
    status: 'export-failed',
  });
});

test('a name that would command the runner is made harmless in the refusal', async () => {
  const { message } = await failure(await zipWithEntryNamed('../##[error]x'));
  expect(message).not.toContain('##[');
});

const OPEN_FILES = '/proc/self/fd';

(existsSync(OPEN_FILES) ? test : test.skip)(
  'no file stays open, whether the zip is good or bad',
  async () => {
    const open = (): number => readdirSync(OPEN_FILES).length;
    const good = await zipOf({ 'model.onnx': 'x' });
    const bad = await zipWithEntryNamed('../x');
    const before = open();
    for (let times = 0; times < 5; times += 1) {
      await listZip(stored(good));
      await failure(bad);
    }
    // A file is closed some turns after its last entry.
    for (let turn = 0; turn < 1_000 && open() > before; turn += 1) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
    expect(open()).toBeLessThanOrEqual(before);
  },
);

test('the files of a zip are told, in bounded number, with foreign names made harmless', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `##[error]${index}.onnx`);
  const report = new RecordedReport();
  const file = stored(await zipOf(Object.fromEntries(names.map((name) => [name, 'x']))));
  await madeUnpackable({ path: file, sha256: '', bytes: 1, zipped: true }, report);
  expect(report.of('info')).toHaveLength(21);
  expect(report.log).toContain('a zip of 30 files');
  expect(report.log).not.toContain('##[');
});
