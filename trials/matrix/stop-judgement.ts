/**
 * What has to hold for a run that was asked to stop: it says what it knows, and leaves nothing half done.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readActionManifest } from '../../emulator/github/runner/action-manifest.ts';
import type { ActionRun } from '../../emulator/github/runner/runner.ts';

const PROMISED = readActionManifest(path.join(import.meta.dirname, '..', '..')).outputs;

export async function stopObjections(run: ActionRun): Promise<string[]> {
  const { exitCode, outputs, log, tempFolder } = run;
  const last = log.split('\n').findLast((line) => line !== '') ?? '';
  const id = outputs.iterationId ?? '';
  const files = await readdir(tempFolder, { recursive: true });
  const unwritten = PROMISED.filter((name) => outputs[name] === undefined);
  const partial = files.filter((file) => file.endsWith('.part'));
  const checks: [boolean, string][] = [
    [exitCode === 1, `the stopped run ended with ${String(exitCode ?? run.signal)}`],
    [outputs.status === 'cancelled', `the status of the stopped run is ${outputs.status ?? 'not written'}`],
    [unwritten.length === 0, `the stopped run wrote no outputs ${unwritten.join(', ')}`],
    [
      id === '' ? !last.includes('iteration-id') : last.includes(`iteration-id: ${id}`),
      `its last line is ${JSON.stringify(last)}, and the iteration ${id === '' ? 'not known' : id}`,
    ],
    [partial.length === 0, `it left ${partial.join(', ')}`],
  ];
  return checks.filter(([holds]) => !holds).map(([, objection]) => objection);
}
