import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ArtifactListError, listArtifacts } from '../../../src/github/artifact-list.ts';

const NEVER = new AbortController().signal;
const TOKEN = tokenWith({ scp: 'Actions.GenericRead:x Actions.Results:run-1:job-1 Actions.Other:y:z' });

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
let url = '';

beforeEach(async () => {
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/path`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function tokenWith(claims: unknown): string {
  return `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
}

function answerWith(status: number, type: string, body: string): void {
  answer = (_request, response) => response.writeHead(status, { 'content-type': type }).end(body);
}

async function error(token: string | undefined, results = url): Promise<ArtifactListError> {
  const env = { ACTIONS_RESULTS_URL: results, ACTIONS_RUNTIME_TOKEN: token };
  const failed: unknown = await listArtifacts('m.zip', env, NEVER).catch((reason: unknown) => reason);
  expect(failed).toBeInstanceOf(ArtifactListError);
  return failed as ArtifactListError;
}

test('the runtime token alone opens the list of the run that it names', async () => {
  const seen: unknown[] = [];
  answer = async (request, response) => {
    const { method, url: path, headers } = request;
    seen.push([
      method,
      path,
      headers.authorization,
      headers['content-type'],
      JSON.parse(await text(request)),
    ]);
    response.setHeader('content-type', 'application/json').end('{"artifacts":[{"name":"m.zip"}]}');
  };
  const env = { ACTIONS_RESULTS_URL: url, ACTIONS_RUNTIME_TOKEN: TOKEN };
  expect(await listArtifacts('m.zip', env, NEVER)).toEqual([{ name: 'm.zip' }]);
  expect(seen).toEqual([
    [
      'POST',
      '/twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts',
      `Bearer ${TOKEN}`,
      'application/json',
      {
        workflow_run_backend_id: 'run-1',
        workflow_job_run_backend_id: 'job-1',
        name_filter: 'm.zip',
      },
    ],
  ]);
});

test('an empty list may be left out', async () => {
  answerWith(200, 'application/json', '{}');
  const env = { ACTIONS_RESULTS_URL: url, ACTIONS_RUNTIME_TOKEN: TOKEN };
  expect(await listArtifacts('m.zip', env, NEVER)).toEqual([]);
});

test.each([
  [401, 'application/json', '{"code":"unauthenticated","msg":"no"}', 'refused', '401 no'],
  [403, 'text/plain', 'Blocked by policy', 'refused', '403 Blocked by policy'],
  [400, 'application/json', '{}', 'refused', '400'],
  [503, 'application/json', '{"msg":7}', 'refused', '503'],
  [
    200,
    'text/html',
    '<html>',
    'something else answered',
    /^something else answered for .*: 200, .*text\/html$/,
  ],
  [200, 'application/json', 'null', 'something else answered', '200 without a list of artifacts'],
  [200, 'application/json', '{"artifacts":7}', 'something else answered', '200 without a list of artifacts'],
  [
    302,
    'application/json',
    '{}',
    'something else answered',
    /^something else answered for .*: 302, a redirect$/,
  ],
  [204, 'application/json', '', 'something else answered', '204 without a list of artifacts'],
] as const)('an answer %i %s %s is judged by what it is', async (status, type, body, reason, said) => {
  answerWith(status, type, body);
  const found = await error(TOKEN);
  expect(found).toMatchObject({ reason, statusCode: status });
  expect(found.message).toMatch(typeof said === 'string' ? new RegExp(`^${said}$`) : said);
});

test('an answer that only calls itself JSON is something else', async () => {
  answerWith(200, 'application/json', '{"artifacts":');
  expect((await error(TOKEN)).reason).toBe('something else answered');
});

test('a connection that is cut, or does not come about, is no answer', async () => {
  answer = (request) => request.destroy();
  const cut = await error(TOKEN);
  expect(cut).toMatchObject({ reason: 'no answer', statusCode: undefined });
  expect(cut.cause).toBeInstanceOf(Error);
  expect((await error(TOKEN, 'http://127.0.0.1:9/')).message).toContain('ECONNREFUSED');
});

test.each([
  undefined,
  '',
  'opaque',
  tokenWith({}),
  tokenWith({ scp: 7 }),
  tokenWith({ scp: 'Actions.Results:run-1' }),
  tokenWith({ scp: 'Actions.Results:run-1:job-1:more' }),
  tokenWith({ scp: 'NotActions.Results:run-1:job-1' }),
  tokenWith({ scp: 'Actions.Results::job-1' }),
])('a token that names no run and job (%j) is sent nowhere', async (token) => {
  answer = () => {
    throw new Error('asked');
  };
  expect(await error(token)).toMatchObject({
    reason: 'not asked',
    message: 'ACTIONS_RUNTIME_TOKEN is no JSON Web Token that names a workflow run and a job',
  });
});

test('without a URL nothing is asked', async () => {
  expect(await error(TOKEN, 'results')).toMatchObject({
    reason: 'not asked',
    message: 'ACTIONS_RESULTS_URL is no URL',
  });
});
