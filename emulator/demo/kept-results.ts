/** What the demo leaves behind for people to open: the model, and the summary of the run with its picture. */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import type { ActionRun } from '../github/runner/runner.ts';

const PICTURES = path.resolve(import.meta.dirname, '../../trials/pictures/command.ts');
const SUMMARY = 'summary.md';
const PICTURE = 'summary.png';
/** Chromium takes a few seconds; where it hangs, the demo goes on. */
const LONGEST_PICTURE_MS = 20_000;

interface KeptResults {
  readonly folder: string;
  /** Their names, in it. */
  readonly files: readonly string[];
  /** Why there is no picture, if there is none. */
  readonly noPicture: string | null;
}

/**
 * Copies what a run has left in its temporary folder, which goes with the run, into a new one that stays.
 * @param env of the browser: CHROME_PATH may name one
 */
export async function keepResults(
  { outputs: { modelPath = '' }, summary }: Pick<ActionRun, 'outputs' | 'summary'>,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<KeptResults> {
  const folder = await mkdtemp(path.join(tmpdir(), 'custom-vision-demo-'));
  const model = path.basename(modelPath);
  await copyFile(modelPath, path.join(folder, model));
  await writeFile(path.join(folder, SUMMARY), summary);
  const noPicture = await draw(folder, env, signal);
  return { folder, files: [model, SUMMARY, ...(noPicture === null ? [PICTURE] : [])], noPicture };
}

/** In a process of its own, because a browser may not run here at all. @returns why there is no picture */
async function draw(folder: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string | null> {
  const [summary, picture] = [path.join(folder, SUMMARY), path.join(folder, PICTURE)];
  try {
    const options = { env, signal, timeout: LONGEST_PICTURE_MS };
    await promisify(execFile)(process.execPath, [PICTURES, summary, picture], options);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    const { stderr = '', killed } = error as { stderr?: string; killed?: boolean };
    if (killed === true) return `it took more than ${LONGEST_PICTURE_MS / 1000} s`;
    return stderr.trim() || String(error);
  }
}
