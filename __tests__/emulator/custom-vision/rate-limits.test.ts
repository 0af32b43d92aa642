import { afterEach, expect, test } from '@jest/globals';
import { startTestServer } from './http-client.ts';
import type { TestServerOptions } from './http-client.ts';

let server: Awaited<ReturnType<typeof startTestServer>> | undefined;
afterEach(async () => {
  await server?.close();
});

async function start(options: TestServerOptions) {
  server = await startTestServer(options);
  const { id } = server.service.projects.add();
  const { send, clock } = server;
  const statuses = async (method: string, path: string, count: number) => {
    const seen: number[] = [];
    for (let sent = 0; sent < count; sent += 1) seen.push((await send(method, path)).status);
    return seen;
  };
  return { send, clock, statuses, train: `/projects/${id}/train?forceTrain=perhaps` };
}

test.each([
  ['F0', 2],
  ['S0', 10],
] as const)('the tier %s takes %i trainings a second, and 10 other requests', async (tier, trainings) => {
  const { clock, statuses, train } = await start({ tier });
  const expected = [...Array<number>(trainings).fill(400), 429];
  expect(await statuses('POST', train, trainings + 1)).toEqual(expected);
  expect(await statuses('GET', '/domains', 11)).toEqual([...Array<number>(10).fill(200), 429]);
  clock.advance(1000 / trainings);
  expect(await statuses('POST', train, 2)).toEqual([400, 429]);
  clock.advance(60_000);
  expect(await statuses('POST', train, trainings + 1)).toEqual(expected);
});

test('429 has the gateway’s shape, and says when to come again unless told not to', async () => {
  for (const retryAfter of ['on', 'off'] as const) {
    const { send, statuses } = await start({ tier: 'F0', retryAfter });
    await statuses('GET', '/domains', 10);
    const refused = await send('GET', '/domains');
    expect(refused.headers.get('retry-after')).toBe(retryAfter === 'on' ? '1' : null);
    expect(await refused.json()).toEqual({
      error: {
        code: '429',
        message:
          'Requests to the GetDomains Operation under Custom_Vision_Training_3.4-preview have exceeded rate limit of ' +
          'your current Custom_Vision.Training F0 pricing tier. Please retry after 1 second. To increase your rate ' +
          'limit switch to a paid tier.',
      },
    });
    await server?.close();
    server = undefined;
  }
});

test('a wrong key does not use up the rate', async () => {
  const { send, statuses } = await start({ tier: 'S0' });
  for (let sent = 0; sent < 20; sent += 1) await send('GET', '/domains', { key: 'wrong' });
  expect(await statuses('GET', '/domains', 1)).toEqual([200]);
});

test('without a tier nothing is limited', async () => {
  const { statuses } = await start({});
  expect(new Set(await statuses('GET', '/domains', 40))).toEqual(new Set([200]));
});
