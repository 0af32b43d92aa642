/** The Python package of the training API, installed for one test into a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Ended, runProgram } from './program.ts';

const PACKAGE = 'azure-cognitiveservices-vision-customvision==3.1.1';
const SECONDS_TO_ANSWER = '15';

export type PythonClient =
  | { python: string; remove: () => Promise<void> }
  /** Why there is none. */
  | { missing: string };

/** Makes a virtual environment, and installs the package and what it needs from the package index. */
export async function installPythonClient(): Promise<PythonClient> {
  if (process.platform !== 'linux') {
    return { missing: 'it drives the emulator on Linux only' };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'python-client-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const python = path.join(folder, 'bin', 'python');
  const made = await runProgram('python3', ['-m', 'venv', folder]);
  if (made.exitCode !== 0) {
    await remove();
    return { missing: `there is no Python 3 with venv: ${lastLine(made)}` };
  }
  const once = ['--retries', '0', '--timeout', SECONDS_TO_ANSWER];
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-cache-dir'];
  const installed = await runProgram(python, ['-m', 'pip', 'install', ...once, ...quietly, PACKAGE]);
  if (installed.exitCode !== 0) {
    await remove();
    return { missing: `pip could not install ${PACKAGE}: ${lastLine(installed)}` };
  }
  return { python, remove };
}

function lastLine({ stdout, stderr }: Ended): string {
  return `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? '';
}
