import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { type Cell, verdictOf, type Verdict } from '../../trials/matrix/cell.ts';
import { killCells } from '../../trials/matrix/kill-cells.ts';

/** Of the many that `npm run matrix` plays: where the next run has most to mend. */
const SAMPLE = [
  'kill/integrate/UpdateProject-1/after/1',
  'kill/train/TrainProject-1/before/1',
  'kill/train/TrainProject-1/after/1',
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
/** Most of a cell is waiting. */
const LANES = 4;
/** Each test also waits for those that are played before it. */
const TIMEOUT_MS = 180_000;

let azurite: Azurite;
/** By name; each has a test of its own. */
const verdicts = new Map<string, Promise<Verdict>>();

beforeAll(async () => {
  azurite = await startAzurite();
  const cells = (await killCells(azurite)).filter(({ name }) => SAMPLE.some((chosen) => chosen === name));
  const lanes = Array.from({ length: LANES }, () => Promise.resolve());
  for (const [index, cell] of cells.entries()) {
    const before = lanes[index % LANES];
    const verdict = playAfter(before, cell);
    lanes[index % LANES] = verdict.then(() => undefined);
    verdicts.set(cell.name, verdict);
  }
}, TIMEOUT_MS);

afterAll(async () => {
  await Promise.all(verdicts.values());
  await azurite.stop();
}, TIMEOUT_MS);

for (const name of SAMPLE) {
  // A process on Windows cannot be asked to stop by another one, only be killed.
  const here = process.platform === 'win32' && name.startsWith('stop/') ? test.skip : test;
  here(
    name,
    async () => {
      expect(verdicts.has(name)).toBe(true);
      expect((await verdicts.get(name))?.objections).toEqual([]);
    },
    TIMEOUT_MS,
  );
}

async function playAfter(before: Promise<void> | undefined, cell: Cell): Promise<Verdict> {
  await before;
  return await verdictOf(cell);
}
