import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { type Cell, verdictOf } from '../../trials/matrix/cell.ts';
import { relayCells } from '../../trials/matrix/relay-cells.ts';

/** Of those that `npm run matrix -- --only relay` plays: where GitHub may have begun what the sweep knows nothing of. */
const SAMPLE = [
  'relay/kill/6-POST-actions-jobs-rerun/before',
  'relay/kill/6-POST-actions-jobs-rerun/after',
  'relay/stop/6-POST-actions-jobs-rerun/after',
  'relay/two',
] as const;
let azurite: Azurite;
let cells: readonly Cell[];

beforeAll(async () => {
  azurite = await startAzurite();
  cells = await relayCells(azurite);
});
afterAll(async () => {
  await azurite.stop();
});

for (const name of SAMPLE) {
  // A process on Windows cannot be asked to stop by another one, only be killed.
  const here = process.platform === 'win32' && name.includes('/stop/') ? test.skip : test.concurrent;
  here(name, async () => {
    const cell = cells.find((candidate) => candidate.name === name);
    expect(cell?.name).toBe(name);
    if (cell !== undefined) {
      expect((await verdictOf(cell)).objections).toEqual([]);
    }
  });
}
