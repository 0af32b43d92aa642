/** Starts the emulator in a process of its own, which outlives the step, and gives how to reach it as outputs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as core from '@actions/core';
import type { Connection } from '../connection.ts';
import { machineVariables } from '../github/runner/runner-environment.ts';
import { commandLine } from './inputs.ts';
import { asLogLines, FILES, saveBackground, type Background } from './background.ts';

/** Whoever has one of these may do everything that the emulator lets anybody do. */
const SECRETS = ['trainingKey', 'storageAccountKey', 'runtimeToken', 'githubToken'] as const;
/** By this variable the runner finds what a job has left running, should the post step never come. */
const TRACKING = 'RUNNER_TRACKING_ID';

export async function startStep(): Promise<void> {
  // Whatever the emulator and Azurite write goes in here, so that the post step leaves nothing behind.
  const folder = mkdtempSync(path.join(process.env.RUNNER_TEMP ?? tmpdir(), 'emulator-'));
  const child = startServer(folder, commandLine(core.getInput, folder));
  const background: Background = { folder, pid: child.pid ?? 0, endpoint: '' };
  // Before it is ready: a job that is cancelled meanwhile still has its post step.
  saveBackground(background);
  const connection = await connectionFrom(child);
  if (connection === undefined) {
    core.error(
      [
        'The emulator did not start. It said:',
        ...reasons(readFileSync(path.join(folder, FILES.log), 'utf8')),
        'Next: correct what is said, and run the job again; the inputs are listed in emulator/README.md.',
      ].join('\n'),
      { title: 'Emulator not started' },
    );
    process.exitCode = 1;
    return;
  }
  saveBackground({ ...background, endpoint: connection.endpoint });
  for (const name of SECRETS) core.setSecret(connection[name]);
  for (const [name, value] of Object.entries(connection)) core.setOutput(name, value);
  core.setOutput('requestLog', path.join(folder, FILES.requests));
  core.info(`The emulator is ready at ${connection.endpoint}, in the process ${background.pid}.`);
  core.info('It goes on until the end of the job.');
}

/** In a session of its own: no signal for the step, for its process group or for its terminal reaches it. */
function startServer(folder: string, options: readonly string[]): ChildProcess {
  const bundles = path.dirname(process.argv[1] ?? '');
  const log = openSync(path.join(folder, FILES.log), 'a');
  const tracked = process.env[TRACKING];
  const child = spawn(
    process.execPath,
    [
      path.join(bundles, 'server', 'index.js'),
      ...options,
      '--request-log',
      path.join(folder, FILES.requests),
    ],
    {
      detached: true,
      windowsHide: true,
      // The runner waits for whoever holds the pipes of the step: the log goes to a file.
      stdio: ['ignore', 'pipe', log],
      // No proxy of the job: it talks to nobody but Azurite. No token of the job: it has no use for one.
      env: {
        ...machineVariables(),
        ...Object.fromEntries(['TMPDIR', 'TEMP', 'TMP'].map((name) => [name, folder])),
        ...(tracked !== undefined && { [TRACKING]: tracked }),
        AZURITE_SCRIPT: path.join(bundles, 'azurite', 'index.js'),
      },
    },
  );
  closeSync(log);
  return child;
}

/** Resolves with what the emulator says of itself when it is ready; with `undefined` if it ends before. */
async function connectionFrom(child: ChildProcess): Promise<Connection | undefined> {
  const connection = await new Promise<Connection | undefined>((resolve) => {
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes('\n')) resolve(JSON.parse(seen) as Connection);
    });
    child.once('close', () => {
      resolve(undefined);
    });
    child.once('error', () => {
      resolve(undefined);
    });
  });
  child.stdout?.destroy();
  child.unref();
  return connection;
}

/** What the command line calls an option is an input here. */
function reasons(log: string): string[] {
  return asLogLines(log)
    .filter((line) => !line.includes('--help'))
    .map((line) => line.replaceAll(/(?<=^|\s)--(?=[a-z])/g, ''));
}
