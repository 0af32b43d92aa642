/**
 * The two requests of Microsoft's guide "Integrate Azure storage for notifications and backup", as it prints them for
 * cURL, sent by the real program from a POSIX shell. Skipped where there is none of the two.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Emulator, type SeededProject, startEmulator } from '../../emulator/emulator.ts';
import { BUILT_AZURITE } from '../../trials/cheap-processes.ts';
import { runProgram } from './program.ts';

const NEW_PROJECT = `curl -v -X POST "{endpoint}/customvision/v3.3/Training/projects?exportModelContainerUri={containerUri}&notificationQueueUri={queueUri}&name={name}" \\
  -H "Training-key: {trainingKey}"`;
const EXISTING_PROJECT = `curl -v -X PATCH "{endpoint}/customvision/v3.3/Training/projects/{projectId}" \\
  -H "Content-Type: application/json" \\
  -H "Training-key: {trainingKey}" \\
  --data-ascii "{body}"`;

// Shells on Windows may take a path in the line for one of theirs.
const hasCurl =
  process.platform !== 'win32' && (await runProgram('sh', ['-c', 'curl --version'])).exitCode === 0;
const testWithCurl = hasCurl ? test : test.skip;
const unless = hasCurl ? '' : ' (skipped: there is no curl in a POSIX shell)';

let emulator: Emulator;
/** Its queue and its container are used, and once the project itself. */
let storage: SeededProject;

beforeAll(async () => {
  emulator = await startEmulator({ azuriteOptions: BUILT_AZURITE });
  storage = await emulator.addProject({ name: 'Nuts', settings: { classificationType: 'Multiclass' } });
});
afterAll(async () => {
  await emulator.close();
});

testWithCurl(`the guide's line for a new project integrates it with storage${unless}`, async () => {
  const { transcript, answer } = await paste(NEW_PROJECT, { name: 'Screws' });

  expect(transcript).toEqual([
    '> POST /customvision/v3.3/Training/projects?exportModelContainerUri={containerUri}&notificationQueueUri={queueUri}&name=Screws HTTP/1.1',
    '< HTTP/1.1 200 OK',
  ]);
  expect(answer).toMatchObject({ name: 'Screws', status: 'Succeeded', settings: uris() });
  await expectTested(String(answer.id));
});

testWithCurl(`the guide's line for an existing project integrates it with storage${unless}`, async () => {
  const { domain, classificationType } = storage.project.settings;
  const body = {
    name: 'Nuts and bolts',
    description: 'Sorts nuts',
    settings: {
      domainId: domain.id,
      classificationType,
      targetExportPlatforms: ['CoreML'],
      imageProcessingSettings: { augmentationMethods: {} },
      ...uris(),
    },
    status: 'Succeeded',
  };
  const { transcript, answer } = await paste(EXISTING_PROJECT, {
    projectId: storage.projectId,
    body: JSON.stringify(body).replaceAll('"', '\\"'),
  });

  expect(transcript).toEqual([
    '> PATCH /customvision/v3.3/Training/projects/{projectId} HTTP/1.1',
    '< HTTP/1.1 200 OK',
  ]);
  expect(answer).toMatchObject(body);
  await expectTested(storage.projectId);
});

testWithCurl(`a wrong key is refused as by the gateway${unless}`, async () => {
  const { transcript, answer } = await paste(NEW_PROJECT, { name: 'Screws', trainingKey: 'wrong' });

  expect(transcript[1]).toBe('< HTTP/1.1 401 Unauthorized');
  expect(answer).toMatchObject({ error: { code: '401' } });
});

function uris(): Record<'exportModelContainerUri' | 'notificationQueueUri', string> {
  const { exportModelContainerUri, notificationQueueUri } = storage;
  return { exportModelContainerUri, notificationQueueUri };
}

/** Fills in the printed line, and runs it in a shell. The transcript is what cURL says of request and answer. */
async function paste(
  line: string,
  values: Readonly<Record<string, string>>,
): Promise<{ transcript: string[]; answer: Record<string, unknown> }> {
  const { endpoint, trainingKey } = emulator;
  const { exportModelContainerUri: containerUri, notificationQueueUri: queueUri } = storage;
  const all: Record<string, string> = { endpoint, trainingKey, containerUri, queueUri, ...values };
  const command = line.replace(/\{(\w+)\}/g, (_, name: string) => all[name] ?? '');
  // No proxy and no file of the user stands between the two.
  const env = { no_proxy: '*', NO_PROXY: '*', CURL_HOME: '/nonexistent' };
  const { exitCode, stdout, stderr } = await runProgram('sh', ['-c', command], { env });
  expect({ exitCode, said: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, said: '' });
  // A transfer that takes long has its progress shown, on the same line as what comes next.
  const transcript = (stderr.match(/> [A-Z]+ \/.*|< HTTP\/.*/g) ?? [])
    .map((told) => told.trimEnd())
    .map((told) =>
      ['containerUri', 'queueUri', 'projectId'].reduce(
        (shown, name) => shown.replaceAll(all[name] ?? '{}', `{${name}}`),
        told,
      ),
    );
  return { transcript, answer: JSON.parse(stdout) as Record<string, unknown> };
}

/** The call itself tests the connection: a message, which is taken off the queue here, and a blob. */
async function expectTested(projectId: string): Promise<void> {
  const { receivedMessageItems } = await storage.queue.receiveMessages({ numberOfMessages: 32 });
  expect(receivedMessageItems.map(({ messageText }) => JSON.parse(messageText) as unknown)).toEqual([
    { version: '1.0', type: 'ConnectionTest', Content: { projectId } },
  ]);
  const blobs = storage.container.listBlobsFlat({ prefix: 'CustomVision-TestPermission/' });
  expect((await blobs.next()).done).toBe(false);
}
