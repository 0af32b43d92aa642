import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { SharedTime } from './time/shared-time.ts';
import { judge } from './troubles/judgement.ts';
import { playTrouble } from './troubles/scene.ts';
import { TABLES } from './troubles/tables.ts';
import type { Trouble } from './troubles/trouble.ts';

let time: SharedTime;
let azurite: Azurite;

/** A signal ends a process of Windows at once, and it has no such shell. */
function playable({ onPosix }: Trouble): boolean {
  return onPosix !== true || process.platform !== 'win32';
}

beforeAll(async () => {
  time = await SharedTime.start();
  azurite = await startAzurite(time.storageOptions);
});
afterAll(async () => {
  await azurite.stop();
  time.close();
});

// Concurrent tests that `-t` leaves out are not played.
describe.each(Object.entries(TABLES))('%s', (_where, troubles) => {
  test.concurrent.each(troubles.filter(playable))('$name: $title', async (trouble) => {
    judge(trouble, await playTrouble({ time, azurite }, trouble));
  });
});
