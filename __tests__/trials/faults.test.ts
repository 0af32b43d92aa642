import { beforeAll, expect, test } from '@jest/globals';
import { type Cell, verdictOf } from '../../trials/matrix/cell.ts';
import { faultCells } from '../../trials/matrix/fault-cells.ts';

/** Of the many that `npm run matrix` plays: each kind of request and of trouble, with one platform and with three. */
const SAMPLE = [
  'fault/training/GetProject-1/503-before/once/1',
  'fault/training/GetDomains-1/401/once/1',
  'fault/training/UpdateProject-1/400-before/once/1',
  'fault/training/TrainProject-1/reset-after/once/1',
  'fault/training/TrainProject-1/429-after/once/1',
  'fault/training/TrainProject-1/hang/for-good/1',
  'fault/training/DeleteIteration-1/403/for-good/1',
  'fault/training/DeleteIteration-1/hang/for-good/1',
  'fault/training/DeleteIteration-2/reset-after/once/1',
  'fault/training/GetIteration-1/truncate/for-good/1',
  'fault/training/ExportIteration-1/slow-90s/once/1',
  'fault/training/ExportIteration-2/503-after/for-good/3',
  'fault/training/GetExports-4/hang/once/3',
  'fault/queue/peek-2/503-before/once/1',
  'fault/queue/peek-4/404/for-good/1',
  'fault/queue/delete-1/reset-before/once/3',
  'fault/container/list-1/hang/for-good/1',
  'fault/container/download-ONNX-1/altered/once/1',
  'fault/artifacts/upload-artifact-1/reset-after/once/3',
  'fault/message/Training-1/lost/once/1',
  'fault/blob/CoreML-1/absent/once/3',
] as const;

let cells: readonly Cell[];

beforeAll(async () => {
  cells = await faultCells();
});

test.each(SAMPLE)('%s', async (name) => {
  const cell = cells.find((candidate) => candidate.name === name);
  expect(cell?.name).toBe(name);
  if (cell !== undefined) {
    expect((await verdictOf(cell)).objections).toEqual([]);
  }
});
