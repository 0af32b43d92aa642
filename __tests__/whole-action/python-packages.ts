/** A virtual environment of Python that a step of an example makes, made once and kept for later runs. */
import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from '../foreign/program.ts';

const CACHE = path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache');

/**
 * @param script of the step; it makes `$RUNNER_TEMP/python`
 * @returns where that is kept, or why there is none
 */
export async function installOnce(script: string): Promise<{ folder: string } | { missing: string }> {
  if (process.platform !== 'linux') {
    return { missing: 'it installs on Linux only' };
  }
  const name = `python-${createHash('sha256').update(script).digest('hex').slice(0, 12)}`;
  const folder = path.join(CACHE, name);
  if (existsSync(path.join(folder, 'complete'))) {
    return { folder: path.join(folder, 'python') };
  }
  rmSync(folder, { recursive: true, force: true });
  const { exitCode, stderr, stdout } = await runProgram(
    'bash',
    ['-ec', `mkdir -p "$RUNNER_TEMP"\n${script}\ntouch "$RUNNER_TEMP/complete"`],
    // A package index that is not there is told at once.
    { env: { RUNNER_TEMP: folder, PIP_RETRIES: '0', PIP_DEFAULT_TIMEOUT: '30', PIP_NO_CACHE_DIR: '1' } },
  );
  return exitCode === 0
    ? { folder: path.join(folder, 'python') }
    : { missing: `pip could not install it: ${`${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? ''}` };
}
