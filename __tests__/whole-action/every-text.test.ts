import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { judge } from './troubles/judgement.ts';
import { playAll, type Played } from './troubles/scene.ts';
import { TABLES } from './troubles/tables.ts';
import type { Trouble } from './troubles/trouble.ts';

/** A few have to be silent for a minute, and they begin side by side. */
const TEST_TIMEOUT_MS = 300_000;

let azurite: Azurite;
let results: ReadonlyMap<string, Promise<Played>>;

/** A signal ends a process of Windows at once, and it has no such shell. */
function playable({ onPosix }: Trouble): boolean {
  return onPosix !== true || process.platform !== 'win32';
}

beforeAll(async () => {
  azurite = await startAzurite();
  results = playAll(azurite, Object.values(TABLES).flat().filter(playable));
});
afterAll(async () => {
  await Promise.allSettled(results.values());
  await azurite.stop();
}, TEST_TIMEOUT_MS);

describe.each(Object.entries(TABLES))('%s', (_where, troubles) => {
  test.each(troubles.filter(playable))(
    '$name: $title',
    async (trouble) => {
      const played = await results.get(trouble.name);
      if (played === undefined) {
        throw new Error('it was not played');
      }
      judge(trouble, played);
    },
    TEST_TIMEOUT_MS,
  );
});
