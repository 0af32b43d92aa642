/**
 * What has to hold for a run that was asked to stop: it says what it knows, and leaves nothing half done.
 */
import { readdir } from 'node:fs/promises';
import type { ActionRun } from '../../emulator/github/runner/runner.ts';

export async function stopObjections(run: ActionRun): Promise<string[]> {
  const { exitCode, outputs, log, tempFolder } = run;
  const last = log.split('\n').findLast((line) => line !== '') ?? '';
  const id = outputs.iterationId ?? '';
  const files = await readdir(tempFolder, { recursive: true });
  const partial = files.filter((file) => file.endsWith('.part'));
  const checks: [boolean, string][] = [
    [exitCode === 1, `the stopped run ended with ${String(exitCode ?? run.signal)}`],
    [outputs.status === 'cancelled', `the status of the stopped run is ${outputs.status ?? 'not written'}`],
    [
      Object.keys(outputs).length === 12,
      `the stopped run wrote the outputs ${Object.keys(outputs).join(', ')}`,
    ],
    [
      id === '' ? !last.includes('iteration-id') : last.includes(`iteration-id: ${id}`),
      `its last line is ${JSON.stringify(last)}, and the iteration ${id === '' ? 'not known' : id}`,
    ],
    [partial.length === 0, `it left ${partial.join(', ')}`],
  ];
  return checks.filter(([holds]) => !holds).map(([, objection]) => objection);
}
