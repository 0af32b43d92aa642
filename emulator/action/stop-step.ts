/** Ends the emulator with the job, however the job went, and says what it was asked for. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as core from '@actions/core';
import type { RequestLogEntry } from '../request-log.ts';
import { asLogLines, FILES, isAlive, isRunning, savedBackground, type Background } from './background.ts';

/** It ends in well under a second; whatever hangs is ended by force then. */
const END_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 50;
/** Of the requests that are shown. */
const SHOWN = 10;

export async function stopStep(): Promise<void> {
  const background = savedBackground();
  if (background === undefined) return;
  // Before it is asked whether it runs: that is no request of the job's.
  const requests = read(background, FILES.requests);
  const wasRunning = await isRunning(background);
  if (wasRunning) await stop(background);
  else if (background.endpoint !== '') {
    core.warning(
      [
        'The emulator had ended before the job did. It said:',
        ...asLogLines(read(background, FILES.log)),
        'Next: if nothing is said, something of the job has ended its process, or lifetime-minutes is too short.',
      ].join('\n'),
      { title: 'Emulator ended early' },
    );
  }
  tellRequests(requests);
  // Windows may still lock files of processes that have just ended.
  rmSync(background.folder, { recursive: true, force: true, maxRetries: 10 });
  if (wasRunning) core.info('The emulator has ended, and its files are deleted.');
}

async function stop({ pid }: Background): Promise<void> {
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + END_WITHIN_MS;
  while (isAlive(pid) && Date.now() < deadline) await pause(LOOK_EVERY_MS);
  if (!isAlive(pid)) return;
  core.info('The emulator did not end when it was asked to, so it is ended by force.');
  // Below zero it is the process group, which Windows does not have; Azurite ends with its parent there.
  process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
}

/** Of a client that nobody has tried here, this is the first thing to look at. */
function tellRequests(log: string): void {
  const requests = log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RequestLogEntry);
  core.info(`It has answered ${requests.length} requests.`);
  const refused = requests.filter((request) => request.refused !== undefined);
  if (refused.length === 0) return;
  core.info(`It has refused ${refused.length} of them, because they are not documented:`);
  for (const { method, path: where, status, refused: why = '' } of refused.slice(0, SHOWN)) {
    for (const line of asLogLines(`${method} ${where} (${String(status)}): ${why}`)) core.info(line);
  }
}

function read({ folder }: Background, file: string): string {
  const target = path.join(folder, file);
  return existsSync(target) ? readFileSync(target, 'utf8') : '';
}
