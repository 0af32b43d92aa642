import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../../emulator/emulator.ts';
import { type Entra, LEAST_ROLES } from '../../../emulator/entra/entra.ts';
import { BUILT_AZURITE } from '../../../trials/cheap-processes.ts';
import { ask, type TlsAnswer } from './tls-client.ts';

const STORAGE = 'https://storage.azure.com';
const COGNITIVE = 'https://cognitiveservices.azure.com';

let emulator: Emulator;
let entra: Entra;

beforeAll(async () => {
  emulator = await startEmulator({ entra: true, azuriteOptions: BUILT_AZURITE });
  if (emulator.entra === undefined) throw new Error('Entra ID was not started');
  entra = emulator.entra;
});
beforeEach(() => {
  entra.roles.replace(entra.application.objectId, ...LEAST_ROLES);
});
afterAll(async () => {
  await emulator.close();
});

async function send(url: string, authorization: string, method = 'GET', body?: string): Promise<TlsAnswer> {
  return await ask(url, {
    ca: entra.authority.ca,
    method,
    headers: { authorization, 'x-ms-version': '2024-08-04', 'content-length': String(body?.length ?? 0) },
    ...(body === undefined ? {} : { body }),
  });
}

function bearer(audience: string): string {
  return `Bearer ${entra.tokens.issue(entra.application, audience)}`;
}

const project = (): string =>
  `${emulator.endpoint}/customvision/v3.4-preview/training/projects/${emulator.projectId}`;

test('the training API takes a token of its audience, and the key as before', async () => {
  expect((await send(project(), bearer(COGNITIVE))).status).toBe(200);
  const byKey = await ask(project(), {
    ca: entra.authority.ca,
    headers: { 'training-key': emulator.trainingKey },
  });
  expect(byKey.status).toBe(200);
});

test.each([
  ['another audience', () => bearer(STORAGE)],
  ['no signature of the token service', () => `${bearer(COGNITIVE)}x`],
  ['nothing in it', () => 'Bearer x'],
])('the training API refuses a token with %s', async (_what, authorization) => {
  const { status, body } = await send(project(), authorization());
  expect([status, JSON.parse(body)]).toEqual([
    401,
    { error: { code: '401', message: 'Access denied: the bearer token is not valid here, or has expired.' } },
  ]);
});

test('the training API refuses what no role of the holder allows', async () => {
  entra.roles.replace(entra.application.objectId, 'Cognitive Services Custom Vision Reader');
  expect((await send(project(), bearer(COGNITIVE))).status).toBe(200);
  const { status, body } = await send(`${project()}/train`, bearer(COGNITIVE), 'POST');
  expect([status, JSON.parse(body)]).toMatchObject([401, { error: { code: 'PermissionDenied' } }]);
});

const peek = (): string => `${emulator.notificationQueueUri}/messages?peekonly=true`;

test('storage takes a token of its audience, checked by Azurite as well', async () => {
  expect((await send(peek(), bearer(STORAGE))).status).toBe(200);
  const list = `${emulator.exportModelContainerUri}?restype=container&comp=list`;
  expect((await send(list, bearer(STORAGE))).status).toBe(200);
});

test('storage refuses a token that is not for it', async () => {
  const { status, headers } = await send(peek(), bearer(COGNITIVE));
  expect([status, headers['x-ms-error-code']]).toEqual([401, 'InvalidAuthenticationInfo']);
});

test('storage refuses what no role of the holder allows', async () => {
  const { status, headers, body } = await send(
    `${emulator.notificationQueueUri}/messages`,
    bearer(STORAGE),
    'POST',
    '<QueueMessage><MessageText>x</MessageText></QueueMessage>',
  );
  expect([status, headers['x-ms-error-code']]).toEqual([201, undefined]);
  entra.roles.remove(entra.application.objectId, 'Storage Queue Data Contributor');
  const refused = await send(peek(), bearer(STORAGE));
  expect([refused.status, refused.headers['x-ms-error-code']]).toEqual([
    403,
    'AuthorizationPermissionMismatch',
  ]);
  expect(refused.body).toContain('<Code>AuthorizationPermissionMismatch</Code>');
  expect(body).toContain('MessageId');
  const head = await send(`${emulator.exportModelContainerUri}/b`, bearer(COGNITIVE), 'HEAD');
  expect([head.status, head.body]).toEqual([401, '']);
});

test('keys and signatures pass the gate as they are', async () => {
  await emulator.seeded.queue.sendMessage('by key');
  const { peekedMessageItems } = await emulator.seeded.queue.peekMessages({ numberOfMessages: 32 });
  expect(peekedMessageItems.map(({ messageText }) => messageText)).toContain('by key');
  await emulator.seeded.container.getBlockBlobClient('by key').upload('x', 1);
  expect(await emulator.seeded.container.getBlobClient('by key').exists()).toBe(true);
});
