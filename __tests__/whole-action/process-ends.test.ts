import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED, NOT_BY_ITSELF } from '../../trials/endings.ts';
import { errorOf, play, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', 'dist', 'index.js');
const FULL_DISK = pathToFileURL(path.join(import.meta.dirname, 'full-disk.ts')).href;

let emulator: Emulator;
let folder = '';

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
  folder = await mkdtemp(path.join(tmpdir(), 'ends-'));
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

async function preload(name: string, code: string): Promise<string> {
  const file = path.join(folder, `${name}.mjs`);
  await writeFile(file, code);
  return pathToFileURL(file).href;
}

// Windows ends a process at the first signal.
const onPosix = process.platform === 'win32' ? test.skip : test;

describe('an error that nobody catches', () => {
  const thrown = {
    'is thrown outside of promises': 'queueMicrotask(() => { throw new Error("loose"); })',
    'is a rejection that nobody handles': 'void Promise.reject(new Error("loose"))',
    'is no error at all': 'queueMicrotask(() => { throw "loose"; })',
  };
  test.each(Object.entries(thrown))('that %s ends the run with outputs and words', async (_how, code) => {
    const name = String(Object.values(thrown).indexOf(code));
    const whenWaiting = `
      const write = process.stdout.write;
      process.stdout.write = function (text, ...more) {
        if (String(text).startsWith('Waiting for the training')) { ${code}; }
        return write.call(this, text, ...more);
      };`;
    const project = await emulator.addProject({ integrated: true });
    const { run } = await play(emulator, project, {
      preload: await preload(name, whenWaiting),
      endsByForce: true,
    });
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ status: 'failed', trained: 'true' });
    expect(run.outputs.iterationId).toBe(project.project.iterations[0]?.id);
    expect(errorOf(run)).toMatchObject({ title: 'Unexpected error' });
    expect(errorOf(run).message).toContain('loose');
  });
});

describe('a file for the outputs that cannot be written', () => {
  test('from the start on costs no training', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { run } = await play(emulator, project, {
      env: { GITHUB_OUTPUT: path.join(folder, 'missing') },
      endsByForce: true,
    });
    expect(run.exitCode).toBe(1);
    expect(errorOf(run).title).toBe('Outputs not written');
    expect(errorOf(run).message).toContain('| status=failed');
    expect(project.project.iterations).toEqual([]);
  });

  test('when the training has begun does not lose what is paid for', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { run } = await play(emulator, project, {
      preload: FULL_DISK,
      env: { FULL_DISK_FROM: 'iterationId', FULL_DISK_WRITES: '999' },
      endsByForce: true,
    });
    const { title, message } = errorOf(run);
    const id = project.project.iterations[0]?.id ?? '?';
    expect(run.exitCode).toBe(1);
    expect(title).toBe('Outputs not written');
    expect(message).toContain('| ENOSPC');
    expect(message).toContain(`| iterationId=${id}`);
    expect(message).toContain('| status=succeeded');
    expect(message).toMatch(/\| modelSha256=[0-9a-f]{64}/);
  });

  test('for a moment is made up for at the end', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { run } = await play(emulator, project, {
      preload: FULL_DISK,
      env: { FULL_DISK_FROM: 'iterationId', FULL_DISK_WRITES: '3' },
    });
    expect(run.annotations).toEqual([]);
    expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
    expect(run.outputs.iterationId).toBe(project.project.iterations[0]?.id);
  });

  test('beside another failure is told with it', async () => {
    const project = await emulator.addProject({ integrated: true });
    emulator.faults.add({
      operation: 'TrainProject',
      projectId: project.projectId,
      fault: { status: 400, when: 'before', code: 'BadRequestTrainingValidationFailed', message: 'few' },
    });
    const { run } = await play(emulator, project, {
      preload: FULL_DISK,
      env: { FULL_DISK_FROM: 'projectId', FULL_DISK_WRITES: '999' },
      endsByForce: true,
    });
    expect(errorOf(run).title).toBe('Too few images or tags, Outputs not written');
  });
});

describe('a signal', () => {
  onPosix('SIGHUP cancels the run', async () => {
    const project = await emulator.addProject({
      integrated: true,
      behavior: { trainingSeconds: NOT_BY_ITSELF },
    });
    const { run } = await play(emulator, project, {
      during: async (action) => {
        await action.waitFor('Waiting for the training');
        action.signal('SIGHUP');
      },
    });
    expect(run.outputs).toMatchObject({ status: 'cancelled', trained: 'true' });
    expect(errorOf(run).title).toBe('Cancelled');
  });

  onPosix.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    '%s before the modules are loaded ends with outputs',
    async (signal) => {
      // It comes when the first module has run, and all others are still to be read.
      const hooks = await preload(
        `early-${signal}`,
        `import { registerHooks } from 'node:module';
      let sent = false;
      registerHooks({ load(url, context, next) {
        if (!sent && /dist\\/\\d+\\.index\\.js$/.test(url)) { sent = true; process.kill(process.pid, '${signal}'); }
        return next(url, context);
      } });`,
      );
      const project = await emulator.addProject({ integrated: true });
      const scenario = await play(emulator, project, { preload: hooks });
      const { run } = scenario;
      expect(run.outputs.status).toBe('cancelled');
      expect(errorOf(run).title).toBe('Cancelled');
      expect(writes(scenario)).toEqual([]);
    },
  );
});

onPosix('a closed log does not keep the outputs from being written', async () => {
  const output = path.join(folder, 'output');
  await writeFile(output, '');
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, GITHUB_OUTPUT: output, RUNNER_TEMP: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  child.stderr.destroy();
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(1);
  expect(await readFile(output, 'utf8')).toMatch(/status<<.*\nfailed\n/);
});
