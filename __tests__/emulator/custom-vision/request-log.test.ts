import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RequestLog } from '../../../emulator/request-log.ts';
import type { RequestLogEntry } from '../../../emulator/request-log.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'request-log-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const entry = (query: string): RequestLogEntry => ({
  time: '2026-01-02T03:04:05.678Z',
  service: 'artifacts',
  method: 'PUT',
  path: '/blob',
  query,
  status: 201,
});

test('entries are kept in order, in memory and as JSON lines', async () => {
  const file = path.join(folder, 'requests.jsonl');
  const log = new RequestLog(file);
  expect(await readFile(file, 'utf8')).toBe('');
  log.add(entry('comp=block'));
  log.add({ ...entry(''), status: null });
  expect(log.entries).toEqual([entry('comp=block'), { ...entry(''), status: null }]);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(log.entries);
});

test('a test can wait for a request that was answered already, and for one that still comes', async () => {
  const log = new RequestLog();
  log.add(entry('n=1'));
  expect(await log.waitFor(({ query }) => query === 'n=1')).toEqual(entry('n=1'));

  let seen = 0;
  const wanted = ({ service }: RequestLogEntry): boolean => service === 'artifacts';
  const next = log.waitFor(wanted, log.entries.length).finally(() => (seen = log.entries.length));
  log.add({ ...entry('n=2'), service: 'training' });
  log.add(entry('n=3'));
  log.add(entry('n=4'));
  expect(seen).toBe(0);
  expect((await next).query).toBe('n=3');
});

test.each([
  ['sv=1&sig=ab%2Fc%3D&comp=block', 'sv=1&sig=***&comp=block'],
  ['SIG=abc', 'SIG=***'],
  ['uri=https%3A%2F%2Fx%3Fsig%3Dab%252Fc%26se%3D1&n=2', 'uri=https%3A%2F%2Fx%3Fsig%3D***%26se%3D1&n=2'],
  ['design=blue', 'design=blue'],
])('of the query %s it keeps %s', (query, kept) => {
  const log = new RequestLog();
  log.add(entry(query));
  expect(log.entries[0]?.query).toBe(kept);
});

test('a file that cannot be written is an error at once', () => {
  expect(() => new RequestLog(path.join(folder, 'missing', 'x'))).toThrow('ENOENT');
});
