import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { DEFAULT_BEHAVIOR } from '../../emulator/custom-vision/resource/behavior.ts';
import type { Connection } from '../../emulator/connection.ts';
import { parseStartOptions, startHelp } from '../../emulator/start-options.ts';

const START = path.join(import.meta.dirname, '..', '..', 'emulator', 'start.ts');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'start-test-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Its temporary files go to `folder`, where the test sees what is left. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [START, ...args], {
    env: { ...process.env, TMPDIR: folder, TEMP: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, errors: text(child.stderr), exit: once(child, 'exit') };
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let seen = '';
  for await (const chunk of stream) {
    seen += String(chunk);
    if (seen.includes('\n')) break;
  }
  return seen.split('\n')[0] ?? '';
}

/** On Windows no signal of another process can be handled: it just ends. */
const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('prints how to reach it, serves, and on SIGTERM leaves nothing behind', async () => {
  const log = path.join(folder, 'requests.jsonl');
  const file = path.join(folder, 'connection.json');
  const { child, errors, exit } = start(
    ...['--request-log', log, '--training-seconds', '0.2', '--connection-file', file],
  );
  const connection = JSON.parse(await firstLine(child.stdout)) as Connection;
  expect(Object.keys(connection)).toEqual([
    'endpoint',
    'trainingKey',
    'projectId',
    'notificationQueueUri',
    'exportModelContainerUri',
    'storageAccountName',
    'storageAccountKey',
    'resultsUrl',
    'runtimeToken',
    'githubApiUrl',
    'githubToken',
  ]);
  const { endpoint, trainingKey, projectId } = connection;
  const response = await fetch(`${endpoint}/customvision/v3.3/Training/projects/${projectId}/train`, {
    method: 'POST',
    headers: { 'Training-Key': trainingKey },
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'Training' });
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(connection);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toHaveLength(3);

  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(await errors).toContain('Ctrl+C');
  expect(await readdir(folder)).toEqual(['requests.jsonl']);
  await expect(fetch(connection.exportModelContainerUri)).rejects.toThrow();
  await expect(fetch(endpoint)).rejects.toThrow();
  const [line, ...rest] = (await readFile(log, 'utf8')).trimEnd().split('\n');
  expect(rest).toEqual([]);
  expect(JSON.parse(line ?? '')).toMatchObject({ service: 'training', method: 'POST', status: 200 });
  expect(line).not.toContain(trainingKey);
  await rm(log);
});

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    () => true,
    () => false,
  );
}

onPosix('without a terminal SIGHUP does nothing; whatever ends it, Azurite ends with it', async () => {
  const { child, exit } = start();
  const { endpoint, exportModelContainerUri } = JSON.parse(await firstLine(child.stdout)) as Connection;
  child.kill('SIGHUP');
  expect(await answers(endpoint)).toBe(true);
  child.kill('SIGKILL');
  expect(await exit).toEqual([null, 'SIGKILL']);
  while (await answers(exportModelContainerUri)) await new Promise((resolve) => setTimeout(resolve, 20));
  for (const left of await readdir(folder)) await rm(path.join(folder, left), { recursive: true });
});

onPosix('a signal for npm ends it as well, though npm and its shell pass none on', async () => {
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${START}"; true`], {
    env: { ...process.env, TMPDIR: folder, npm_lifecycle_event: 'emulator' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { exportModelContainerUri } = JSON.parse(await firstLine(shell.stdout)) as Connection;
  shell.kill('SIGTERM');
  while (await answers(exportModelContainerUri)) await new Promise((resolve) => setTimeout(resolve, 20));
  while ((await readdir(folder)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});

onPosix('it ends by itself after its lifetime', async () => {
  const { exit } = start('--lifetime-minutes', '0.0001');
  expect(await exit).toEqual([0, null]);
  expect(await readdir(folder)).toEqual([]);
});

onPosix('a signal during the start ends it as cleanly', async () => {
  const { child, exit } = start();
  // Azurite's working folder is the first thing that is made.
  while ((await readdir(folder)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGINT');
  expect(await exit).toEqual([0, null]);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  [['--training-second', '5'], "Unknown option '--training-second'"],
  [['--training-seconds', 'soon'], '--training-seconds must be a number from 0 to 1814400, not "soon".'],
  [['--faults', path.join('no', 'such', 'file')], '--faults must be a file of rules'],
  [['--tier', 'S1'], '--tier must be F0 or S0 or unlimited, not "S1".'],
  [['--request-log', path.join('no', 'such', 'folder', 'x')], '--request-log must be a file'],
])('the command line %j is refused with exit code 2', async (args, message) => {
  const { errors, exit } = start(...args);
  expect(await exit).toEqual([2, null]);
  expect(await errors).toContain(message);
});

onPosix('what goes wrong is read from a file', async () => {
  const faults = path.join(folder, 'faults.jsonl');
  await writeFile(faults, '# once\n{"operation":"GetDomains","fault":{"status":503,"when":"before"}}\n');
  const { child, exit } = start('--faults', faults);
  const { endpoint, trainingKey } = JSON.parse(await firstLine(child.stdout)) as Connection;
  const url = `${endpoint}/customvision/v3.3/training/domains`;
  const statuses = [];
  for (let sent = 0; sent < 2; sent += 1) {
    statuses.push((await fetch(url, { headers: { 'Training-Key': trainingKey } })).status);
  }
  expect(statuses).toEqual([503, 200]);
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  await rm(faults);
});

test('--help shows every option with its default, and starts nothing', async () => {
  const { child, exit } = start('--help');
  const help = await text(child.stdout);
  expect(await exit).toEqual([0, null]);
  expect(help).toBe(startHelp());
  expect(help).toMatch(/--uris-echoed-by WORD .*: both, v3\.3, v3\.4-preview, none \(both\)/);
});

test('all options are understood', () => {
  const { behavior, requestLog, ...resource } = parseStartOptions([
    ...['--training-seconds', '1.5', '--export-seconds=0', '--model-bytes', '45000000'],
    ...['--message-encoding', 'base64', '--content-case', 'content', '--training-outcome', 'failed'],
    ...['--export-outcome', 'failed', '--notifications', 'duplicate', '--notify-lead-seconds', '5'],
    ...['--connection-test', 'off', '--uris-echoed-by', 'v3.4-preview', '--request-log', 'a.jsonl'],
    ...[
      '--import-seconds',
      '2',
      '--packaging',
      'bare',
      '--backup',
      'missing',
      '--backup-delay-seconds',
      '2.5',
      '--backup-names',
      'distinct',
    ],
    ...['--download-uris', 'relative', '--artifacts-served-by', 'v3.4-preview', '--unset-members', 'absent'],
    ...['--dates', 'zoneless', '--training-pipeline', 'updated', '--tier', 'F0', '--retry-after', 'off'],
    ...['--data-ahead-seconds', '1', '--label-line-end', 'LF', '--patch-without-settings', 'reset'],
    ...[
      '--default-flavor',
      'named',
      '--iteration-created',
      'training',
      '--training-after-deletion',
      'refused',
    ],
    ...['--faults', 'b.jsonl', '--figures', 'c.json', '--late-figures', '3'],
    ...['--connection-file', 'd.json', '--lifetime-minutes', '0.5'],
  ]);
  expect(requestLog).toBe('a.jsonl');
  expect(resource).toEqual({
    tier: 'F0',
    retryAfter: 'off',
    faults: 'b.jsonl',
    figures: 'c.json',
    connectionFile: 'd.json',
    lifetimeMinutes: 0.5,
    help: false,
  });
  expect(behavior).toEqual({
    trainingSeconds: 1.5,
    exportSeconds: 0,
    modelBytes: 45_000_000,
    messageEncoding: 'base64',
    contentCase: 'content',
    trainingOutcome: 'failed',
    exportOutcome: 'failed',
    notifications: 'duplicate',
    notifyLeadSeconds: 5,
    connectionTest: 'off',
    urisEchoedBy: 'v3.4-preview',
    importSeconds: 2,
    packaging: 'bare',
    backup: 'missing',
    backupDelaySeconds: 2.5,
    backupNames: 'distinct',
    downloadUris: 'relative',
    artifactsServedBy: 'v3.4-preview',
    unsetMembers: 'absent',
    dates: 'zoneless',
    trainingPipeline: 'updated',
    dataAheadSeconds: 1,
    labelLineEnd: 'LF',
    patchWithoutSettings: 'reset',
    defaultFlavor: 'named',
    iterationCreated: 'training',
    trainingAfterDeletion: 'refused',
    lateFigures: 3,
  });
  expect(parseStartOptions([]).behavior).toEqual(DEFAULT_BEHAVIOR);
});

test('every bad value is named in one message', () => {
  const parse = () =>
    parseStartOptions([
      ...['--training-seconds=-1', '--model-bytes', '1.5', '--export-seconds', '9999999'],
      ...['--notifications', 'maybe', '--request-log', ''],
    ]);
  expect(parse).toThrow(
    /training-seconds[\s\S]*export-seconds[\s\S]*model-bytes[\s\S]*notifications[\s\S]*request-log/,
  );
});
