import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { errorOf, play, type Scenario, type ScenarioOptions } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

const PEAK_MEMORY = pathToFileURL(path.join(import.meta.dirname, 'peak-memory.ts')).href;
const MEBIBYTE = Buffer.alloc(1_024 * 1_024, ' ');
/** Packed once: a stream of gzip may be one part after another, and packing a gigabyte takes seconds. */
const PACKED_MEBIBYTE = gzipSync(MEBIBYTE);
const DEEP = '[{"a":'.repeat(5_000) + '1' + '}]'.repeat(5_000);
const ID = '00000000-0000-4000-8000-00000000000a';
const NAMED = { 'x-ms-request-id': '1', 'x-ms-version': '2025-01-05', date: new Date().toUTCString() };

let emulator: Emulator;
let server: Server;
let folder = '';
let listener: RequestListener = () => undefined;
let asked: string[] = [];

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
  folder = await mkdtemp(path.join(tmpdir(), 'hostile-'));
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    // Whoever does not read on closes the connection.
    response.on('error', () => undefined);
    request.resume();
    listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A gigabyte, compressed or not. */
function gigabyte(status: number, headers: Readonly<Record<string, string>>): RequestListener {
  return (_request, response) => {
    response.writeHead(status, headers);
    const gzip = headers['content-encoding'] === 'gzip';
    void pour(response, gzip ? PACKED_MEBIBYTE : MEBIBYTE).catch(() => undefined);
  };
}

async function pour(response: ServerResponse, part: Buffer): Promise<void> {
  const closed = once(response, 'close');
  for (let count = 0; count < 1_024 && !response.destroyed; count += 1) {
    if (!response.write(part)) {
      await Promise.race([once(response, 'drain'), closed]);
    }
  }
  response.end();
}

/** Words, and then a body that never ends. */
function endless(status: number): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.write('{"code":"Forbidden","message":"not for you');
  };
}

function answer(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

/** A run with the hostile server in place of the service, or of storage. */
async function run(
  instead: 'service' | 'storage' | 'identity' | 'id tokens' | 'artifacts',
  options: ScenarioOptions = {},
): Promise<Scenario & { readonly peakMegabytes: number }> {
  const project = await emulator.addProject({ integrated: true });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const file = path.join(folder, 'peak');
  const inputs = {
    service: { endpoint: origin },
    storage: {
      'notification-queue-uri': `${origin}/account/notes`,
      'export-model-container-uri': `${origin}/account/models`,
    },
    identity: { 'training-key': '', endpoint: 'https://127.0.0.1:9' },
    'id tokens': { 'training-key': '', endpoint: 'https://127.0.0.1:9', 'client-id': ID, 'tenant-id': ID },
    artifacts: {},
  }[instead];
  const env =
    instead === 'identity'
      ? { IDENTITY_ENDPOINT: `${origin}/token`, IDENTITY_HEADER: 'header of this machine' }
      : instead === 'artifacts'
        ? { ACTIONS_RESULTS_URL: `${origin}/` }
        : {};
  const scenario = await play(emulator, project, {
    ...options,
    inputs: { ...inputs, ...options.inputs },
    env: { PEAK_MEMORY_FILE: file, ...env, ...options.env },
    ...(instead === 'id tokens' && {
      idTokens: { requestUrl: `${origin}/idtoken?api-version=2.0`, requestToken: 'of-this-job-alone' },
    }),
    preload: options.preload ?? PEAK_MEMORY,
    // A login may still be under way.
    endsByForce: ['identity', 'id tokens', 'artifacts'].includes(instead),
  });
  return { ...scenario, peakMegabytes: Number(await readFile(file, 'utf8').catch(() => '0')) / 1_024 };
}

describe('an answer of a gigabyte', () => {
  const json = { 'content-type': 'application/json' };
  const gzip = { 'content-encoding': 'gzip' };
  const xml = { 'content-type': 'application/xml', ...NAMED };
  test.each([
    ['service', 'an answer', 200, json, 'Something else answered'],
    ['service', 'a compressed answer', 200, { ...json, ...gzip }, 'Something else answered'],
    ['service', 'a refusal', 403, json, 'Key or role refused'],
    ['service', 'a compressed refusal', 403, { ...json, ...gzip }, 'Key or role refused'],
    ['storage', 'an answer', 200, xml, 'Something else answered'],
    ['storage', 'a compressed answer', 200, { ...xml, ...gzip }, 'Something else answered'],
    [
      'storage',
      'a refusal',
      403,
      { ...xml, 'x-ms-error-code': 'AuthenticationFailed' },
      'Storage credential refused',
    ],
    ['storage', 'a compressed refusal', 400, { ...xml, ...gzip }, 'Storage refused'],
    ['identity', 'an answer', 200, json, 'No login to Azure'],
    ['identity', 'a compressed refusal', 400, { ...json, ...gzip }, 'No login to Azure'],
    ['id tokens', 'an answer', 200, json, 'No login to Azure'],
    ['id tokens', 'a compressed refusal', 403, { ...json, ...gzip }, 'No login to Azure'],
  ] as const)(
    'of the %s: %s ends in words, with bounded memory',
    async (instead, _what, status, headers, title) => {
      listener = gigabyte(status, headers);
      const { run: ended, peakMegabytes } = await run(instead);
      expect(errorOf(ended).title).toContain(title);
      expect(ended.outputs.status).toBe('failed');
      expect(peakMegabytes).toBeGreaterThan(10);
      expect(peakMegabytes).toBeLessThan(400);
    },
  );
});

test.each([
  ['ListArtifacts', 'nothing was trained', false],
  ['CreateArtifact', 'modelPath', true],
])('an answer of a gigabyte to %s ends in words, with bounded memory', async (method, says, isTrained) => {
  listener = (request, response) => {
    if (request.url?.endsWith(`/${method}`) === true) {
      gigabyte(200, { 'content-type': 'application/json' })(request, response);
    } else {
      answer(200, '{}')(request, response);
    }
  };
  const { run: ended, peakMegabytes } = await run('artifacts');
  const { title, message } = errorOf(ended);
  expect(title).toBe('Something else answered');
  expect(message.toLowerCase()).toContain(says.toLowerCase());
  expect(ended.outputs).toMatchObject({ status: 'failed', trained: String(isTrained) });
  expect(peakMegabytes).toBeLessThan(400);
});

describe('a body without end', () => {
  test.each([
    ['service', 403, 'Key or role refused'],
    ['storage', 403, 'Storage refused'],
    ['service', 200, 'Service out of reach'],
    ['storage', 200, 'Storage out of reach'],
  ] as const)('of the %s with status %i ends in words', async (instead, status, title) => {
    listener = endless(status);
    const { run: ended } = await run(instead, { unanswered: ['.'] });
    expect(errorOf(ended).title).toContain(title);
  });
});

describe('JSON of 10,000 levels', () => {
  test.each([200, 400, 403, 500])('with status %i ends in words', async (status) => {
    listener = answer(status, DEEP);
    const { run: ended } = await run('service');
    expect(errorOf(ended).title).not.toContain('Unexpected');
    expect(ended.outputs.status).toBe('failed');
  });

  test('from who gives tokens ends in words', async () => {
    listener = answer(200, DEEP);
    expect(errorOf((await run('identity')).run).title).toContain('No login to Azure');
  });
});

test.each([
  '-5',
  '-1e308',
  '1e308',
  'NaN',
  'Infinity',
  '9'.repeat(400),
  'Fri, 31 Dec 9999 23:59:59 GMT',
  '0x10',
  '',
  ' ',
])('a Retry-After of %j does not hold up the run', async (header) => {
  listener = answer(429, '{"error":{"code":"429","message":"no"}}', { 'retry-after': header });
  const { run: ended } = await run('service');
  expect(errorOf(ended).title).toBe('Rate limit used up');
  expect(asked).toHaveLength(6);
});

test('a 429 whose text alone names the seconds is waited for', async () => {
  const at: number[] = [];
  listener = (request, response) => {
    at.push(emulator.clock.now());
    answer(429, '{"error":{"code":"429","message":"Rate limit is exceeded. Try again in 26 seconds."}}')(
      request,
      response,
    );
  };
  await run('service');
  expect(at).toHaveLength(6);
  expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(26_000);
});

test('a quota that is used up is no wrong key', async () => {
  listener = answer(
    403,
    '{"error":{"code":"403","message":"Out of call volume quota. Quota will be replenished in 2.12:34:56."}}',
  );
  const { title, message } = errorOf((await run('service')).run);
  expect(title).toBe('Quota used up');
  expect(message).toContain('wait 2.12:34:56');
  expect(message).not.toContain('check training-key');
});

describe('a refusal that echoes the key', () => {
  const key = 'kQ7/+z~9f00dfeed?f00dfeedZ';
  const forms = [
    ['as it is', key],
    ['percent-encoded', encodeURIComponent(key)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(key))],
    ['in base64', base64('', '')],
    ['in base64 without padding', base64('', '').replace(/=+$/, '')],
    ['in base64 behind one character', base64('x', '')],
    ['in base64 behind two', base64('xy', '')],
    ['in base64 behind a user', base64('user:', '@host')],
    ['in percent-encoded base64', encodeURIComponent(base64('ab', 'c'))],
    ['in base64url', Buffer.from(`a${key}bc`).toString('base64url')],
  ] as const;

  function base64(before: string, after: string): string {
    return Buffer.from(before + key + after).toString('base64');
  }

  test.each(forms)('%s does not show it', async (_how, form) => {
    listener = answer(400, JSON.stringify({ code: 'BadRequest', message: `you sent <${form}> to me` }));
    const { run: ended } = await run('service', { inputs: { 'training-key': key } });
    const { message } = errorOf(ended);
    expect(message).toContain('you sent');
    for (const part of pieces(form)) {
      expect(message).not.toContain(part);
    }
  });

  test('does not show its beginning where the text is cut', async () => {
    for (const shift of [0, 5, 12]) {
      listener = answer(
        400,
        JSON.stringify({ code: 'BadRequest', message: '.'.repeat(1_990 - shift) + key }),
      );
      const { run: ended } = await run('service', { inputs: { 'training-key': key } });
      expect(ended.log).not.toContain(key.slice(0, 8));
    }
  });

  /** All parts of a text that are long enough to be of use to somebody. */
  function pieces(text: string): string[] {
    const length = 12;
    return Array.from({ length: Math.max(1, text.length - length - 8) }, (_one, at) =>
      text.slice(at + 4, at + 4 + length),
    );
  }
});
