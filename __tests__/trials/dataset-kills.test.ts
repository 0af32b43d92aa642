import { expect, test } from '@jest/globals';
import { verdictOf } from '../../trials/matrix/cell.ts';
import { datasetKillCells } from '../../trials/dataset/kill-cells.ts';

/** Of the many that `npm run matrix -- --only dataset` plays, each is one of so many. */
const ONE_OF = 5;

test('a data set is whole after a run that was ended at one of its requests, and another one', async () => {
  const cells = await datasetKillCells();
  // Three kinds of projects, each with reads, new tags, labels, images and deletions.
  expect(cells.length).toBeGreaterThan(60);
  const bad: string[] = [];
  for (const cell of cells.filter((_cell, index) => index % ONE_OF === 0)) {
    const { objections } = await verdictOf(cell);
    bad.push(...objections.map((objection) => `${cell.name}: ${objection}`));
  }
  expect(bad).toEqual([]);
});
