import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import { type ApiRequest, type ApiVersion, TrainingApi } from '../../../src/custom-vision/training-api.ts';

const KEY = 'f00dfeed';
const TRAIN: ApiRequest = { operation: 'TrainProject', method: 'post', path: '/projects/p/train' };

interface Seen {
  readonly line: string;
  readonly key: string | undefined;
  readonly body: string;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let server: Server;
let endpoint = '';
let seen: Seen[] = [];
let answers: Answer[] = [];
let cancel = new AbortController();

beforeEach(async () => {
  seen = [];
  answers = [];
  cancel = new AbortController();
  server = createServer((request, response) => {
    void text(request)
      .catch(() => '')
      .then((body) => {
        const key = request.headers['training-key'];
        seen.push({ line: `${request.method ?? ''} ${request.url ?? ''}`, key: key?.toString(), body });
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        answer?.(response, request);
      });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return raw(status, JSON.stringify(body), { 'content-type': 'application/json; charset=utf-8', ...headers });
}

function raw(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(status, headers).end(body);
  };
}

async function send(request: ApiRequest = TRAIN, version?: ApiVersion): Promise<unknown> {
  return await new TrainingApi(endpoint, { key: KEY }).send({ ...request, version }, cancel.signal);
}

async function refused(request?: ApiRequest): Promise<ServiceError> {
  const error: unknown = await send(request).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ServiceError);
  return error as ServiceError;
}

test('a request has its method, version, path, query, body and key, and its answer is the parsed body', async () => {
  answers = [json(200, { id: 1 })];
  const body = { name: 'ä' };
  const query = { platform: 'ONNX', flavor: 'a b&c' };
  expect(await send({ operation: 'X', method: 'patch', path: '/projects/p', query, body })).toEqual({
    id: 1,
  });
  expect(seen).toMatchObject([{ key: KEY, body: JSON.stringify(body) }]);
  const [method, target = ''] = (seen[0]?.line ?? '').split(' ');
  const url = new URL(target, endpoint);
  expect([method, url.pathname]).toEqual(['PATCH', '/customvision/v3.4-preview/training/projects/p']);
  expect(Object.fromEntries(url.searchParams)).toEqual(query);
});

test('another version is asked where it is wanted', async () => {
  answers = [json(200, {})];
  await send(TRAIN, 'v3.3');
  expect(seen.map(({ line }) => line)).toEqual(['POST /customvision/v3.3/training/projects/p/train']);
});

test.each([429, 500, 502, 503])('an answer %i is told and not repeated', async (status) => {
  answers = [json(status, { code: 'ErrorUnknown', message: 'busy' })];
  expect(await refused()).toMatchObject({ httpStatus: status, code: 'ErrorUnknown', detail: 'busy' });
  expect(seen).toHaveLength(1);
});

test.each([
  ['before an answer', (response: ServerResponse) => response.destroy()],
  [
    'in the middle of an answer',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"id":', () => response.destroy());
    },
  ],
])(
  'a connection that is reset %s leaves it open what was done, and nothing is repeated',
  async (_when, answer) => {
    answers = [answer];
    expect(await refused()).toMatchObject({ answerLost: true, transient: true });
    expect(seen).toHaveLength(1);
  },
);

test('an answer is waited for no longer than the request allows', async () => {
  answers = [() => undefined];
  const request: ApiRequest = { operation: 'GetIteration', method: 'get', path: '/x', timeoutMs: 30 };
  await expect(send(request)).rejects.toMatchObject({
    httpStatus: null,
    transient: true,
    cause: { code: 'ETIMEDOUT' },
  });
});

test('no time left is a very short time, and not an unlimited one', async () => {
  answers = [() => undefined];
  const request: ApiRequest = { operation: 'GetIteration', method: 'get', path: '/x', timeoutMs: 0 };
  await expect(send(request)).rejects.toMatchObject({ httpStatus: null, transient: true });
});

test('a host that accepts no connection is no answer, with the code of the network', async () => {
  const api = new TrainingApi('http://127.0.0.1:1', { key: KEY });
  await expect(api.send(TRAIN, cancel.signal)).rejects.toMatchObject({ httpStatus: null, answerLost: true });
});

test.each([
  ['JSON that is cut off', '{"id":', 'application/json'],
  ['a page of a proxy that calls itself JSON', '<html>', 'application/json'],
])('a success with %s leaves it open what was done', async (_what, body, type) => {
  answers = [raw(200, body, { 'content-type': type })];
  expect(await refused()).toMatchObject({ garbled: true, answerLost: true });
  expect(seen).toHaveLength(1);
});

test.each([301, 302, 307, 308])(
  'a redirect %i is not followed, so the key goes nowhere else',
  async (status) => {
    answers = [raw(status, '', { location: `${endpoint.replace('127.0.0.1', 'localhost')}/elsewhere` })];
    expect(await refused()).toMatchObject({ httpStatus: status, answerLost: false });
    expect(seen).toHaveLength(1);
  },
);

test('a path that one version does not have is asked for on the other', async () => {
  answers = [json(404, { error: { code: '404', message: 'Resource not found' } }), json(200, { id: 1 })];
  expect(await send()).toEqual({ id: 1 });
  expect(seen.map(({ line }) => line)).toEqual([
    'POST /customvision/v3.4-preview/training/projects/p/train',
    'POST /customvision/v3.3/training/projects/p/train',
  ]);
});

test('v3.3 falls back to v3.4-preview, and no further', async () => {
  answers = [raw(404, '<html>Not Found</html>', { 'content-type': 'text/html' })];
  await expect(send(TRAIN, 'v3.3')).rejects.toMatchObject({ httpStatus: 404 });
  expect(seen.map(({ line }) => line.split('/')[2])).toEqual(['v3.3', 'v3.4-preview']);
});

test('what may be sent only once goes to no other version, unless reads have found that the endpoint has only that', async () => {
  const once: ApiRequest = { ...TRAIN, repetition: 'costly' };
  const read: ApiRequest = { operation: 'GetProject', path: '/projects/p' };
  const missing = json(404, { error: { code: '404', message: 'Resource not found' } });
  const api = new TrainingApi(endpoint, { key: KEY });
  const versionOf = async (request: ApiRequest, ...next: Answer[]): Promise<string> => {
    answers = next;
    seen = [];
    await api.send(request, cancel.signal).catch((error: unknown) => error);
    return seen.map(({ line }) => line.split('/')[2]).join();
  };

  expect(await versionOf(once, missing, json(200, {}))).toBe('v3.4-preview');
  expect(await versionOf(read, missing, missing)).toBe('v3.4-preview,v3.3');
  expect(await versionOf(once, json(200, {}))).toBe('v3.4-preview');
  expect(await versionOf(read, missing, json(200, {}))).toBe('v3.4-preview,v3.3');
  expect(await versionOf(once, json(200, {}))).toBe('v3.3');
  expect(await versionOf(read, json(200, {}))).toBe('v3.4-preview');
  expect(await versionOf(once, json(200, {}))).toBe('v3.4-preview');
});

test.each([
  [400, { code: 'BadRequestTrainingNotNeeded', message: 'Nothing changed' }, false],
  [401, { code: 'Unauthorized', message: '' }, false],
  [429, { error: { code: '429', message: 'Rate limit is exceeded' } }, false],
  [400, { error: { code: 'BadRequestTrainingNotNeeded', message: 'Nothing changed' } }, true],
  [400, { code: 'BadRequestTrainingNotNeeded' }, true],
  [401, { error: { code: '401', message: 'Access denied' } }, true],
  [404, { error: { code: '404', message: 'Resource not found' } }, true],
  [404, { code: '404', message: 'Resource not found' }, true],
  [404, [], true],
  [404, null, true],
  [409, 'Conflict', true],
  [302, {}, true],
  [500, { code: 'ErrorUnknown', message: 'in the form of the API' }, true],
])('after %i with %j, a start may have been carried out: %s', async (status, body, may) => {
  answers = [json(status, body)];
  expect((await refused({ ...TRAIN, repetition: 'costly' })).mayHaveActed).toBe(may);
  expect(seen).toHaveLength(1);
});

test.each([
  ['a page', raw(404, '<html>Not Found</html>', { 'content-type': 'text/html' })],
  ['nothing', raw(404, '')],
  ['JSON that is cut off', raw(404, '{"code":', { 'content-type': 'application/json' })],
])('after 404 with %s, a start may have been carried out', async (_what, answer) => {
  answers = [answer];
  expect((await refused({ ...TRAIN, repetition: 'costly' })).mayHaveActed).toBe(true);
  expect(seen).toHaveLength(1);
});

test.each(['NotFoundProject', 'NotFoundIteration'])(
  '%s is an answer and not a missing path',
  async (code) => {
    answers = [json(404, { code, message: 'no such thing' })];
    expect(await refused()).toMatchObject({ httpStatus: 404, code });
    expect(seen).toHaveLength(1);
  },
);

test("the gateway's shape is read", async () => {
  answers = [json(401, { error: { code: '401', message: 'Access denied' } }, { 'apim-request-id': 'abc' })];
  expect(await refused()).toMatchObject({
    httpStatus: 401,
    code: null,
    detail: 'Access denied',
    requestId: 'abc',
    answerLost: false,
    transient: false,
  });
});

test.each([
  ['a page', raw(403, '<html>no</html>', { 'content-type': 'text/html' }), '<html>no</html>'],
  ['nothing', raw(403, ''), ''],
  ['JSON of another shape', json(403, { reason: ['x'] }), '{"reason":["x"]}'],
  ['a code that is no word', json(403, { code: '::error::x', message: 'm' }), 'm'],
])('a refusal with %s has no code', async (_what, answer, detail) => {
  answers = [answer];
  const error = await refused();
  expect(error).toMatchObject({ httpStatus: 403, code: null });
  expect(error.detail.replaceAll('""', '')).toBe(detail);
});

test('a refusal whose JSON is cut off is a refusal and no lost answer', async () => {
  answers = [raw(400, '{"code":', { 'content-type': 'application/json' })];
  expect(await refused()).toMatchObject({ httpStatus: 400, answerLost: false });
});

test.each([
  ['7', 7_000],
  ['0', 0],
  ['Fri, 01 Jan 2010 00:00:00 GMT', 0],
  ['soon', null],
])('Retry-After: %s asks for %s ms', async (header, expected) => {
  answers = [json(429, {}, { 'retry-after': header })];
  expect(await refused()).toMatchObject({ retryAfterMs: expected });
});

test('Retry-After may be a date', async () => {
  answers = [json(429, {}, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() })];
  const { retryAfterMs } = await refused();
  expect(retryAfterMs).toBeGreaterThan(3_500_000);
  expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
});

test('an abort ends a request with its reason', async () => {
  const reason = new Error('cancelled');
  answers = [
    () => {
      cancel.abort(reason);
    },
  ];
  await expect(send()).rejects.toBe(reason);
});

test("a file of the service's own storage is streamed by its path", async () => {
  answers = [raw(200, 'bytes', { 'content-length': '5', 'content-md5': 'AAAA' })];
  const api = new TrainingApi(endpoint, { key: KEY });
  const { stream, length, md5 } = await api.openArtifact('p', 'a/b c.zip?x', { signal: cancel.signal });
  expect(await text(stream)).toBe('bytes');
  expect([length, md5]).toEqual([5, Buffer.from('AAAA', 'base64')]);
  const url = new URL(seen[0]?.line.split(' ')[1] ?? '', endpoint);
  expect(url.pathname).toBe('/customvision/v3.4-preview/training/projects/p/artifacts');
  expect(url.searchParams.get('path')).toBe('a/b c.zip?x');
});

test.each([
  ['https://name.cognitiveservices.azure.com', 'https://cognitiveservices.azure.com/.default'],
  ['https://name.cognitiveservices.azure.us', 'https://cognitiveservices.azure.us/.default'],
])('at %s a token is asked for %s, and without one nothing is sent', async (where, scope) => {
  const asked: unknown[] = [];
  const failing = (transient: boolean): TrainingApi =>
    new TrainingApi(where, {
      getToken: (scopes) => {
        asked.push(scopes);
        return Promise.reject(
          new SignInError({ said: 'no', code: undefined, transient, lines: [] }, undefined),
        );
      },
    });
  for (const [transient, unsent] of [
    [true, 'for now'],
    [false, 'for good'],
  ] as const) {
    const api = failing(transient);
    for (const request of [
      () => api.send(TRAIN, cancel.signal),
      () => api.openArtifact('p', 'a.zip', { signal: cancel.signal }),
    ]) {
      const error = await request().catch((cause: unknown) => cause);
      expect(error).toMatchObject({
        name: 'ServiceError',
        httpStatus: null,
        unsent,
        answerLost: false,
        transient,
        cause: { name: 'SignInError' },
      });
    }
  }
  expect(asked).toEqual([[scope], [scope], [scope], [scope]]);
});
