import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { madeUnpackable } from '../../../src/deliver/unpacking.ts';
import type { ModelFile } from '../../../src/download/save-model.ts';
import { RecordedReport } from '../../../trials/fakes/recorded-report.ts';
import { zipOf, zipSaying, zipWithBackslashes } from '../../../trials/fakes/zip-bytes.ts';

/** What `actions/download-artifact` unpacks with. */
const CLIENT = path.join(import.meta.dirname, '../../../node_modules/@actions/artifact/package.json');
const require = createRequire(CLIENT);
const { Extract } = require('unzip-stream') as {
  Extract: (options: { path: string }) => NodeJS.WritableStream;
};

const FILES = { 'app/model.pb': 'weights', 'app/deep/labels.txt': 'a\r\nb', LICENSE: 'any' };

let folder = '';
let report = new RecordedReport();

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'unpacking-'));
  report = new RecordedReport();
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function prepared(bytes: Buffer): Promise<ModelFile> {
  const file = path.join(folder, 'model.zip');
  writeFileSync(file, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return await madeUnpackable({ path: file, sha256, bytes: bytes.length, zipped: true }, report);
}

/** The files, as a job that downloads the artifact finds them. */
async function unpacked(file: string): Promise<Record<string, string>> {
  const target = path.join(folder, 'unpacked');
  await pipeline(Readable.from([readFileSync(file)]), Extract({ path: target }));
  const found = readdirSync(target, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    found
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [
        path.relative(target, path.join(parentPath, name)),
        readFileSync(path.join(parentPath, name), 'utf8'),
      ]),
  );
}

test('a usual zip is left as it is, and nothing is said but what is in it', async () => {
  const bytes = await zipOf(FILES);
  const { path: file } = await prepared(bytes);
  expect(readFileSync(file)).toEqual(bytes);
  expect(report.of('warning')).toEqual([]);
  expect(await unpacked(file)).toEqual(FILES);
});

test('names with backslashes are delivered with slashes, so that they unpack to folders', async () => {
  const { path: file, sha256 } = await prepared(await zipWithBackslashes(FILES));
  const delivered = readFileSync(file);
  expect(delivered).toEqual(await zipOf(FILES));
  expect(sha256).toBe(createHash('sha256').update(delivered).digest('hex'));
  expect(await unpacked(file)).toEqual(FILES);
  expect(report.of('warning')).toHaveLength(1);
});

test.each([
  ['compressed by bzip2', { method: 12 }, 'it is compressed by method 12'],
  ['compressed by LZMA', { method: 14, version: 63 }, 'it is compressed by method 14'],
  ['encrypted', { flags: 1 }, 'it is encrypted'],
  ['of a newer version', { version: 63 }, 'it needs version 6.3 of the format'],
  ['of a size behind it without a signature', { flags: 8 }, 'its size stands behind it, without a signature'],
] as const)('an entry that is %s is told by its name', async (_what, changes, trouble) => {
  const bytes = await zipSaying(changes);
  const { path: file } = await prepared(bytes);
  expect(readFileSync(file)).toEqual(bytes);
  expect(report.of('warning')).toHaveLength(1);
  expect(report.log).toContain(`| model.onnx: ${trouble}`);
});

test('an entry whose own header has another name is told', async () => {
  const bytes = await zipOf({ 'model.onnx': 'weights' });
  bytes.write('MODEL.onnx', bytes.indexOf('model.onnx'));
  await prepared(bytes);
  expect(report.log).toContain('| model.onnx: its own header has another name');
});

test('many such entries are told in bounded number, with foreign names made harmless', async () => {
  const bytes = await zipOf(Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`##[x]${n}`, 'text'])));
  for (let at = bytes.indexOf('PK\x03\x04'); at >= 0; at = bytes.indexOf('PK\x03\x04', at + 4)) {
    bytes.writeUInt16LE(12, at + 8);
  }
  await prepared(bytes);
  expect(report.log.match(/method 12/g)).toHaveLength(20);
  expect(report.log).toContain('… and 10 more.');
  expect(report.log).not.toContain('##[');
});
