import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Failure } from '../../../src/report/failure.ts';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import type { Download } from '../../../src/custom-vision/download-link.ts';
import { type ModelFile, saveModel } from '../../../src/download/save-model.ts';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { RecordedReport } from '../../../trials/fakes/recorded-report.ts';

const NEVER = new AbortController().signal;
const BYTES = Buffer.from('PK\x03\x04 and the rest of a zip');

let folder = '';
let report = new RecordedReport();
let clock = new FakeClock();
let opened = 0;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'model-'));
  report = new RecordedReport();
  clock = new FakeClock();
  clock.guards = (ms) => ms >= 60_000;
  opened = 0;
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function download(bytes: Buffer, facts: Partial<Download> = {}): Download {
  const chunks = [bytes.subarray(0, 5), bytes.subarray(5)].filter((chunk) => chunk.length > 0);
  return { stream: Readable.from(chunks), length: bytes.length, md5: md5(bytes), ...facts };
}

function md5(bytes: Buffer): Buffer {
  return createHash('md5').update(bytes).digest();
}

/** Saves what the sources open in turn; a source that throws cannot be opened. */
async function save(
  sources: (() => Download)[],
  file = path.join(folder, 'sub', 'model.zip'),
): Promise<ModelFile> {
  const source = async (): Promise<Download> => {
    await Promise.resolve();
    const next = sources[Math.min(opened, sources.length - 1)];
    opened += 1;
    return next?.() ?? download(BYTES);
  };
  return await saveModel('the blob', source, file, { report, clock, signal: NEVER });
}

async function failure(sources: (() => Download)[], file?: string): Promise<Failure> {
  return (await save(sources, file).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

function broken(): Download {
  const stream = Readable.from(
    (function* () {
      yield BYTES.subarray(0, 5);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    })(),
  );
  return { stream, length: BYTES.length, md5: null };
}

test('a model is saved byte by byte, measured, and recognised as a zip', async () => {
  const file = path.join(folder, 'sub', 'model.zip');
  expect(await save([() => download(BYTES)])).toEqual({
    path: file,
    sha256: createHash('sha256').update(BYTES).digest('hex'),
    md5: md5(BYTES),
    bytes: BYTES.length,
    zipped: true,
  });
  expect(readFileSync(file)).toEqual(BYTES);
  expect(readdirSync(path.dirname(file))).toEqual(['model.zip']);
  expect(report.said).toEqual([]);
});

test.each(['P', 'PK', 'PK\x05\x06', '\u007fELF and more'])('%j is no zip', async (content) => {
  expect(await save([() => download(Buffer.from(content, 'latin1'))])).toMatchObject({ zipped: false });
});

test('neither length nor MD5 need to be known', async () => {
  expect(await save([() => download(BYTES, { length: null, md5: null })])).toMatchObject({
    bytes: BYTES.length,
  });
});

test.each([
  ['is shorter than announced', () => download(BYTES, { length: BYTES.length + 1 })],
  ['is longer than announced', () => download(BYTES, { length: BYTES.length - 1 })],
  ['has another MD5 than announced', () => download(BYTES, { md5: md5(Buffer.from('other')) })],
  ['breaks off', broken],
  [
    'cannot be opened',
    (): Download => {
      throw new StorageError(412, 'ConditionNotMet');
    },
  ],
])('what %s is started over once', async (_what, bad) => {
  expect(await save([bad, () => download(BYTES)])).toMatchObject({ bytes: BYTES.length });
  expect(opened).toBe(2);
  expect(report.log).toContain('starting over');

  opened = 0;
  const other = path.join(folder, 'other', 'model.zip');
  const error = await failure([bad], other);
  expect(error).toBeInstanceOf(Failure);
  expect(error.message).toMatch(/\nNext: .*run again.*; the training and the export are not repeated\.$/);
  expect(opened).toBe(2);
  expect(readdirSync(path.dirname(other))).toEqual([]);
});

const PAGE = '<!DOCTYPE html>\n<html><head><title>Sign in</title>';
test.each([
  ['a page', PAGE, 'text/html; charset=utf-8'],
  ['a page of no type', PAGE, undefined],
  ['a page after a byte order mark', `\u00ef\u00bb\u00bf\r\n ${PAGE}`, 'application/octet-stream'],
  ['an error in XML', '<?xml version="1.0"?><Error>', 'application/xml'],
  ['an answer in JSON', '{"error":{"code":"401"}}', 'application/json'],
  ['a line of text', 'Please sign in.', 'text/plain'],
])('%s is no model, whatever the status says', async (_what, content, type) => {
  const bytes = Buffer.from(content, 'latin1');
  const facts = { host: 'models.example', ...(type === undefined ? {} : { type }) };
  const { title, message } = await failure([() => download(bytes, facts)]);
  expect(title).toBe('Something else answered');
  expect(message).toContain('something else answered for models.example: 200, text (');
  expect(message).toContain('Next: see what answers in place of models.example');
  expect(readdirSync(path.join(folder, 'sub'))).toEqual([]);
});

test('nothing at all is no model', async () => {
  expect((await failure([() => download(Buffer.alloc(0))])).message).toContain('| it is empty');
});

test.each([
  ['a zip that calls itself text', BYTES, 'text/plain'],
  ['a graph whose first bytes could be text', Buffer.from('\n<\n\x05input\x12\x0bPlaceholder'), undefined],
])('%s is a model', async (_what, bytes, type) => {
  const facts = type === undefined ? {} : { type };
  expect(await save([() => download(bytes, facts)])).toMatchObject({ bytes: bytes.length });
});

test('a second attempt holds nothing of the first', async () => {
  const { path: file } = await save([broken, () => download(Buffer.from('x'))]);
  expect(readFileSync(file, 'utf8')).toBe('x');
});

test('a model of an earlier run under the same path is replaced', async () => {
  const file = path.join(folder, 'model.zip');
  writeFileSync(file, 'a much longer model of an earlier run');
  writeFileSync(`${file}.part`, 'the rest of a run that was killed, longer than the new one');
  await save([() => download(BYTES)], file);
  expect(readFileSync(file)).toEqual(BYTES);
  expect(readdirSync(folder)).toEqual(['model.zip']);
});

test('a failure that explains itself is not repeated', async () => {
  const explained = new Failure('export-failed', 'No model', ['because']);
  const error = await failure([
    () => {
      throw explained;
    },
  ]);
  expect(error).toBe(explained);
  expect(opened).toBe(1);
});

test('a disk that is full is told as one, without another attempt', async () => {
  const full = (): Download => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  const error = await failure([full]);
  expect(error.message).toContain('Next: make room');
  expect(opened).toBe(1);
});

/** Linux has a device that is always full. */
const FULL = '/dev/full';
const whereADiskIsFull = existsSync(FULL) ? test : test.skip;

whereADiskIsFull('a disk that fills up meanwhile is told as one, and nothing partial is left', async () => {
  const file = path.join(folder, 'model.zip');
  symlinkSync(FULL, `${file}.part`);
  const error = await failure([() => download(BYTES)], file);
  expect(error.message).toContain('| ENOSPC');
  expect(error.message).toContain('Next: make room');
  expect(opened).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

whereADiskIsFull(
  'a disk that fills up while more bytes are waited for ends the download at once',
  async () => {
    const file = path.join(folder, 'model.zip');
    symlinkSync(FULL, `${file}.part`);
    const stream = new Readable({ read: () => undefined });
    stream.push(BYTES);
    const error = await failure([() => ({ stream, length: null, md5: null })], file);
    expect(error.message).toContain('| ENOSPC');
    expect(stream.destroyed).toBe(true);
    expect(opened).toBe(1);
  },
);

/** Windows has no folders of this kind. */
const whereFoldersAreReadOnly = process.platform === 'win32' ? test.skip : test;

whereFoldersAreReadOnly('a folder that is read-only is told before anything is asked for', async () => {
  // Root may write to every folder but the system's own.
  const readOnly = process.getuid?.() === 0 ? '/sys/models' : folder;
  chmodSync(folder, 0o500);
  const error = await failure([() => download(BYTES)], path.join(readOnly, 'model.zip')).finally(() => {
    chmodSync(folder, 0o700);
  });
  expect(error).toBeInstanceOf(Failure);
  expect(error.message).toContain('RUNNER_TEMP');
  expect(opened).toBe(0);
});

test('a folder that cannot be made is a failure that says what to do', async () => {
  writeFileSync(path.join(folder, 'file'), '');
  const error = await failure([() => download(BYTES)], path.join(folder, 'file', 'sub', 'model.zip'));
  expect(error).toBeInstanceOf(Failure);
  expect(error.message).toContain('RUNNER_TEMP');
});

test('a folder in place of the file is a failure, and nothing partial is left', async () => {
  const file = path.join(folder, 'model.zip');
  mkdirSync(path.join(file, 'inside'), { recursive: true });
  const error = await failure([() => download(BYTES)], file);
  expect(error).toBeInstanceOf(Failure);
  expect(readdirSync(folder)).toEqual(['model.zip']);
});

test('an abort ends it with its reason, at once, and nothing partial is left', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const stream = new Readable({
    read() {
      this.push(BYTES);
      cancel.abort(reason);
    },
  });
  const saving = saveModel(
    'the blob',
    () => Promise.resolve({ stream, length: null, md5: null }),
    path.join(folder, 'model.zip'),
    { report, clock, signal: cancel.signal },
  );
  await expect(saving).rejects.toBe(reason);
  expect(readdirSync(folder)).toEqual([]);
  expect(stream.destroyed).toBe(true);
});

test('a stream that falls silent is given up, and started over', async () => {
  // The first minute that is waited for is over at once, the next one never.
  clock.guards = () => false;
  clock.after(60_000, () => {
    clock.guards = (ms) => ms >= 60_000;
  });
  const silent = new Readable({ read: () => undefined });
  const saved = await save([() => ({ stream: silent, length: null, md5: null }), () => download(BYTES)]);
  expect(saved.bytes).toBe(BYTES.length);
  expect(silent.destroyed).toBe(true);
  expect(report.log).toContain('nothing has arrived for 60 s');
});

test('a long transfer tells how far it is, by link and from a blob alike', async () => {
  const slow = (): Readable =>
    Readable.from(
      (function* () {
        for (let second = 0; second < 12; second += 1) {
          clock.advance(1_000);
          yield Buffer.alloc(256 * 1_024);
        }
      })(),
    );
  const length = 12 * 256 * 1_024;
  const line = /^Fetching the blob: \d\.\d MB of 3\.1 MB \(\d+ %\), \d\.\d MB\/s\.$/;
  await save([() => ({ stream: slow(), length, md5: null })]);
  expect(report.of('info')[0]).toMatch(line);

  report = new RecordedReport();
  const blob = { length, md5: null, open: () => Promise.resolve(slow()) };
  const file = path.join(folder, 'model.zip');
  await saveModel('the blob', () => Promise.resolve(blob), file, { report, clock, signal: NEVER });
  expect(report.of('info')[0]).toMatch(line);
});

test('many chunks are not held in memory: the source is read no faster than the disk writes', async () => {
  let made = 0;
  let most = 0;
  const chunk = Buffer.alloc(64 * 1_024);
  const stream = new Readable({
    highWaterMark: chunk.length,
    read() {
      made += 1;
      most = Math.max(most, this.readableLength);
      this.push(made > 200 ? null : chunk);
    },
  });
  expect(await save([() => ({ stream, length: 200 * chunk.length, md5: null })])).toMatchObject({
    zipped: false,
  });
  expect(most).toBeLessThanOrEqual(2 * chunk.length);
});

test('a proxy that does not let through to the bytes is what the next step names', async () => {
  const proxy = { variable: 'HTTPS_PROXY', url: 'http://proxy.example:3128' };
  const refused = new ServiceError({ operation: 'download', httpStatus: 502, detail: '', proxy });
  const open = (): Download => {
    throw refused;
  };
  const error = await failure([open], path.join(folder, 'behind-a-proxy', 'model.zip'));
  expect(error.message).toContain('(HTTPS_PROXY) let this runner through');
  expect(error.message).toContain('the training and the export are not repeated');
});

test('bytes of storage that there is no token for are explained as a login', async () => {
  const lines = ['Entra ID gave none.', 'Next: x.'];
  const error = new SignInError({ said: 'no', code: undefined, transient: true, lines }, undefined);
  const file = path.join(folder, 'm.zip');
  const source = (): Promise<Download> => Promise.reject(error);
  await expect(
    saveModel('the backup blob b', source, file, { report, clock, signal: NEVER }),
  ).rejects.toMatchObject({
    title: 'No login to Azure',
    message: ['Could not fetch the backup blob b: there is no token for it.', ...lines].join('\n'),
  });
});
