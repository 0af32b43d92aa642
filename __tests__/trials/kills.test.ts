import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { type Cell, verdictOf } from '../../trials/matrix/cell.ts';
import { killCells } from '../../trials/matrix/kill-cells.ts';

/** Of the many that `npm run matrix` plays: where the next run has most to mend. */
const SAMPLE = [
  'kill/integrate/UpdateProject-1/after/1',
  'kill/integrate/DeleteIteration-1/before/1',
  'kill/train/TrainProject-1/before/1',
  'kill/train/TrainProject-1/after/1',
  'kill/train/DeleteIteration-1/after/1',
  'kill/export/ExportIteration-ONNX-1/after/1',
  'kill/fetch/download-ONNX-1/amid/1',
  'kill/upload/commit-1/after/1',
  'kill/upload/FinalizeArtifact-1/after/1',
  'kill/close/receive-1/after/1',
  'kill/export/ExportIteration-CoreML-1/after/3',
  'kill/upload/FinalizeArtifact-ONNX-1/before/3',
  'stop/train/TrainProject-1/before/1',
  'stop/upload/CreateArtifact-1/before/1',
] as const;
let azurite: Azurite;
let cells: readonly Cell[];

beforeAll(async () => {
  azurite = await startAzurite();
  cells = await killCells(azurite);
});
afterAll(async () => {
  await azurite.stop();
});

for (const name of SAMPLE) {
  // A process on Windows cannot be asked to stop by another one, only be killed.
  const here = process.platform === 'win32' && name.startsWith('stop/') ? test.skip : test.concurrent;
  here(name, async () => {
    const cell = cells.find((candidate) => candidate.name === name);
    expect(cell?.name).toBe(name);
    if (cell !== undefined) {
      expect((await verdictOf(cell)).objections).toEqual([]);
    }
  });
}
