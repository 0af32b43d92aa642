/** Plays some cells of a matrix as tests, each under its own name. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { type Cell, verdictOf } from '../../trials/matrix/cell.ts';
import { BUILT_AZURITE } from '../../trials/cheap-processes.ts';

/** @param cellsOn makes all cells of the matrix @param sample the names of those that are played */
export function playSample(cellsOn: (azurite: Azurite) => Promise<Cell[]>, sample: readonly string[]): void {
  let azurite: Azurite;
  let cells: readonly Cell[];

  beforeAll(async () => {
    azurite = await startAzurite(BUILT_AZURITE);
    cells = await cellsOn(azurite);
  });
  afterAll(async () => {
    await azurite.stop();
  });

  for (const name of sample) {
    const isStop = name.split('/').includes('stop');
    // A process on Windows cannot be asked to stop by another one, only be killed.
    const here = process.platform === 'win32' && isStop ? test.skip : test.concurrent;
    here(name, async () => {
      const cell = cells.find((candidate) => candidate.name === name);
      expect(cell?.name).toBe(name);
      if (cell !== undefined) {
        expect((await verdictOf(cell)).objections).toEqual([]);
      }
    });
  }
}
