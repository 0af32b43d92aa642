import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { type Cell, verdictOf } from '../../trials/matrix/cell.ts';
import { publishCells } from '../../trials/matrix/publish-cells.ts';

/** Of those that `npm run matrix -- --only publish` plays: where the next run has most to mend. */
const SAMPLE = [
  'publish/kill/4-UnpublishIteration/after',
  'publish/kill/5-PublishIteration/before',
  'publish/kill/5-PublishIteration/after',
  'publish/stop/5-PublishIteration/after',
  'publish/two/same',
  'publish/two/different',
] as const;
let azurite: Azurite;
let cells: readonly Cell[];

beforeAll(async () => {
  azurite = await startAzurite();
  cells = await publishCells(azurite);
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
