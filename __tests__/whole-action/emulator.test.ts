/** The action in `emulator`, by its built files: it outlives its step, serves the other actions, and ends with the job. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runAction, type ActionOptions, type ActionRun } from '../../emulator/github/runner/runner.ts';
import type { RequestLogEntry } from '../../emulator/request-log.ts';
import { leaksInText } from '../../trials/leaks.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const QUICK = { 'training-seconds': '0.2', 'export-seconds': '0.2', 'model-bytes': '50000' };
const onPosix = process.platform === 'win32' ? test.skip : test;

let tempFolder: string;
let cleanUps: (() => Promise<void>)[];
let posts: (() => Promise<unknown>)[];

beforeEach(async () => {
  tempFolder = await mkdtemp(path.join(tmpdir(), 'job-'));
  cleanUps = [];
  posts = [];
});
afterEach(async () => {
  for (const post of posts) await post();
  for (const cleanUp of cleanUps) await cleanUp();
  await rm(tempFolder, { recursive: true });
});

async function step(folder: string, options: Omit<ActionOptions, 'actionFolder'>): Promise<ActionRun> {
  const run = await runAction({ actionFolder: path.join(ROOT, folder), tempFolder, ...options });
  cleanUps.push(() => run.cleanUp());
  return run;
}

/** The job ends with its post step, whatever a test comes to. */
async function startIn(
  inputs: Record<string, string>,
): Promise<{ main: ActionRun; end: () => Promise<ActionRun> }> {
  const main = await step('emulator', { inputs, env: { HTTP_PROXY: 'http://127.0.0.1:9' } });
  let ended: Promise<ActionRun> | undefined;
  const end = (): Promise<ActionRun> => (ended ??= step('emulator', { inputs, postOf: main }));
  posts.push(end);
  return { main, end };
}

async function answers(url = ''): Promise<boolean> {
  return await fetch(url).then(
    () => true,
    () => false,
  );
}

async function left(): Promise<string[]> {
  return (await readdir(tempFolder)).filter((name) => name.startsWith('emulator-'));
}

onPosix('it outlives its step, serves the action, and leaves nothing behind', async () => {
  const faults = '{"operation":"ExportIteration","fault":{"status":503,"when":"before"}}';
  const { main, end } = await startIn({ ...QUICK, faults });
  expect([main.conclusion, main.leftRunning, main.annotations]).toEqual(['success', false, []]);
  const { outputs } = main;
  const secrets = ['trainingKey', 'storageAccountKey', 'runtimeToken', 'githubToken'].map(
    (name) => outputs[name] ?? '',
  );
  expect(main.masks).toEqual(secrets);
  expect(
    leaksInText(
      main.log,
      'the log',
      secrets.map((secret) => ['key', secret] as const),
    ),
  ).toEqual([]);

  const pid = Number(main.state.pid);
  if (process.platform === 'linux') {
    // The fields behind its name: state, parent, process group, session.
    const [, , group, session] = (await readFile(`/proc/${pid}/stat`, 'utf8'))
      .replace(/^.*\) /, '')
      .split(' ');
    expect([group, session]).toEqual([String(pid), String(pid)]);
  }
  process.kill(pid, 'SIGHUP');

  const model = await step('.', {
    inputs: {
      endpoint: outputs.endpoint ?? '',
      'training-key': outputs.trainingKey ?? '',
      'project-id': outputs.projectId ?? '',
      'notification-queue-uri': outputs.notificationQueueUri ?? '',
      'export-model-container-uri': outputs.exportModelContainerUri ?? '',
      'storage-account-key': outputs.storageAccountKey ?? '',
    },
    resultsUrl: outputs.resultsUrl ?? '',
    runtimeToken: outputs.runtimeToken ?? '',
  });
  expect(model.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  const requests = (await readFile(outputs.requestLog ?? '', 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RequestLogEntry);
  const asked = requests.filter(({ method, path: where }) => method === 'POST' && where.endsWith('/export'));
  expect(asked.map(({ status }) => status)).toEqual([503, 200]);

  const post = await end();
  expect([post.conclusion, post.annotations]).toEqual(['success', []]);
  // Its own look, whether the emulator is still there, is none of them.
  expect(post.log).toContain(`It has answered ${requests.length} requests.`);
  expect(post.log).not.toContain('refused');
  expect(await left()).toEqual([]);
  expect(await answers(outputs.endpoint)).toBe(false);
  expect(await answers(outputs.exportModelContainerUri)).toBe(false);
});

test.each([
  [
    { 'training-seconds': 'soon', tier: 'S1' },
    /training-seconds must be a number.*\n.*tier must be F0 or S0/,
  ],
  [{ faults: '{"operation":"NoSuchOperation"}' }, /faults must be a file of rules/],
])('with the inputs %j it says what is wrong, and nothing is left', async (inputs, message) => {
  const { main, end } = await startIn(inputs);
  expect(main.conclusion).toBe('failure');
  const [said] = main.annotations;
  expect(said).toMatchObject({ level: 'error', title: 'Emulator not started' });
  expect(said?.message).toMatch(message);
  expect(said?.message).toMatch(/\nNext: /);
  expect(said?.message).not.toContain('--');
  const post = await end();
  expect([post.conclusion, post.annotations]).toEqual(['success', []]);
  expect(await left()).toEqual([]);
});

onPosix('where it has ended early, the post step says so', async () => {
  const { main, end } = await startIn({});
  process.kill(Number(main.state.pid), 'SIGKILL');
  while (await answers(main.outputs.exportModelContainerUri)) await new Promise(setImmediate);
  const post = await end();
  expect(post.conclusion).toBe('success');
  expect(post.annotations).toMatchObject([{ level: 'warning', title: 'Emulator ended early' }]);
  expect(await left()).toEqual([]);
});
