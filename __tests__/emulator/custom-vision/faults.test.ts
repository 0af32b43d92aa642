import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import { codeOf, startTestServer } from './http-client.ts';

let server: Awaited<ReturnType<typeof startTestServer>>;
let project: Project;
let train: string;

beforeEach(async () => {
  server = await startTestServer();
  project = server.service.projects.add();
  train = `/projects/${project.id}/train`;
});
afterEach(async () => {
  await server.close();
});

test('an error before acting leaves nothing behind, and comes once', async () => {
  server.faults.add({
    operation: 'TrainProject',
    fault: { status: 503, when: 'before', retryAfterSeconds: 7 },
  });
  const response = await server.send('POST', train);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('7');
  expect(await response.json()).toEqual({
    error: { code: '503', message: expect.stringContaining('told to') },
  });
  expect(project.iterations).toEqual([]);
  expect(server.faults.pending).toEqual([]);
  expect((await server.call('POST', train)).status).toBe(200);
});

test('an error after acting hides that the service has acted', async () => {
  const fault = { status: 500, when: 'after', code: 'ErrorUnknown', message: 'oh' } as const;
  server.faults.add({ operation: 'TrainProject', fault });
  expect(await server.call('POST', train)).toEqual({
    status: 500,
    body: { code: 'ErrorUnknown', message: 'oh' },
  });
  expect(project.iterations).toHaveLength(1);
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)(
  'a reset %s acting leaves %i iterations, and is logged without a status',
  async (reset, count) => {
    server.faults.add({ operation: 'TrainProject', fault: { reset } });
    await expect(server.call('POST', train)).rejects.toThrow();
    expect(project.iterations).toHaveLength(count);
    expect(server.log.entries.map(({ status }) => status)).toEqual([null]);
  },
);

test('a request that hangs is answered never, and does not keep the server from closing', async () => {
  server.faults.add({ operation: 'TrainProject', fault: { hang: true } });
  const hanging = server.call('POST', train);
  const outcome = expect(hanging).rejects.toThrow();
  while (server.log.entries.length === 0) await new Promise(setImmediate);
  expect(server.log.entries[0]?.status).toBeNull();
  expect(project.iterations).toEqual([]);
  await server.close();
  await outcome;
  server = await startTestServer();
});

test('truncated JSON comes with status 200, after the service has acted', async () => {
  server.faults.add({ operation: 'TrainProject', fault: { truncate: true } });
  const response = await server.send('POST', train);
  expect(response.status).toBe(200);
  await expect(response.json()).rejects.toThrow('in JSON at position');
  expect(project.iterations).toHaveLength(1);
});

test('a rule hits only what it names: the nth request, so many times, of this project and version', async () => {
  const other = server.service.projects.add();
  const fault = { status: 429, when: 'before' } as const;
  server.faults.add({
    operation: 'GetProject',
    projectId: project.id.toUpperCase(),
    version: 'v3.3',
    nth: 2,
    times: 2,
    fault,
  });
  const status = async (id: string, version = 'v3.3') =>
    (await server.call('GET', `/projects/${id}`, { base: `/customvision/${version}/training` })).status;
  expect(await status(project.id)).toBe(200);
  expect(await status(other.id)).toBe(200);
  expect(await status(project.id, 'v3.4-preview')).toBe(200);
  expect(await status(project.id)).toBe(429);
  expect(await status(project.id)).toBe(429);
  expect(await status(project.id)).toBe(200);
});

test('of two rules that hit the same request the older one decides, and both are used up', async () => {
  for (const status of [500, 503]) {
    server.faults.add({ operation: 'GetDomains', fault: { status, when: 'before' } });
  }
  expect((await server.call('GET', '/domains')).status).toBe(500);
  expect((await server.call('GET', '/domains')).status).toBe(200);
});

test('rules that are cleared hit nothing, and a wrong key is refused before any rule counts', async () => {
  server.faults.add({ operation: 'GetDomains', fault: { status: 500, when: 'before' } });
  expect(codeOf(await server.call('GET', '/domains', { key: 'wrong' }))).toBe('401 gateway 401');
  expect(server.faults.pending).toHaveLength(1);
  server.faults.clear();
  expect((await server.call('GET', '/domains')).status).toBe(200);
});

test('a slow answer comes after its time on the clock, and a wrong content type comes with the real body', async () => {
  server.faults.add({ operation: '*', fault: { slowMs: 5000 } });
  let answered = false;
  const slow = server.call('GET', '/domains').then((reply) => {
    answered = true;
    return reply;
  });
  // Time stands still, so however often others are answered meanwhile, this one is not.
  while (server.faults.pending.length > 0) await new Promise(setImmediate);
  for (let others = 0; others < 5; others += 1) await server.call('GET', '/projects');
  expect(answered).toBe(false);
  server.clock.advance(5000);
  expect((await slow).status).toBe(200);

  server.faults.add({ operation: 'GetProject', fault: { contentType: 'text/html' } });
  const response = await server.send('GET', `/projects/${project.id}`);
  expect(response.headers.get('content-type')).toBe('text/html');
  expect(await response.json()).toMatchObject({ id: project.id });
});
